"""The variables that stand ready for files: `sales_data_path` for `sales data.csv`, `report_text_path` for the text of `report.pdf`.

The rule, which `variable_names.json` shows by example and the host repeats:
1. Take the file's name without its last ending, in Unicode's NFKC form and lower case. Files below a folder other than `project`
   have the folders' names before it (`output/sales.xlsx` → `output sales`).
2. Each character that may not stand in a Python name becomes `_`; runs of `_` become one; `_` at either end goes.
3. Keep 60 characters. Nothing left → `file`. A name that may not begin so (a digit) gets `file_` before it.
4. Two files with the same result: each gets its ending as well (`sales_csv`, `sales_xlsx`). Still the same: the second one gets `_2`,
   the third `_3` …, in the order of their paths, those in fewer folders first.
5. `_path` is put after it. Documents have their text at `_text_path` too.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

#: Endings of files that have a text: `requests.document_text` makes it.
DOCUMENTS = frozenset(
    (".pdf", ".docx", ".doc", ".pptx", ".ppt", ".odt", ".odp", ".rtf", ".txt", ".md", ".markdown", ".html", ".htm", ".epub")
)
MOST_CHARACTERS = 60
MOST_FILES = 300


def _base(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower()
    made = "".join(character if ("a" + character).isidentifier() else "_" for character in text)
    made = re.sub("_+", "_", made).strip("_")[:MOST_CHARACTERS].strip("_")
    if not made:
        return "file"
    return made if made.isidentifier() else f"file_{made}"[:MOST_CHARACTERS].strip("_")


def _parts(path: str) -> tuple[str, str]:
    """(folders and stem, ending) of a path relative to the workspace."""
    pure = PurePosixPath(path)
    folders = [part for part in pure.parts[:-1] if part != "project"]
    return " ".join([*folders, pure.stem]), pure.suffix.lstrip(".")


def variable_names(paths: Iterable[str]) -> dict[str, str]:
    """Path relative to the workspace -> the name without `_path`, unique among these."""
    ordered = sorted(set(paths), key=lambda path: (path.count("/"), path))
    plain = {path: _base(_parts(path)[0]) for path in ordered}
    count = Counter(plain.values())
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in ordered:
        name = plain[path]
        if count[name] > 1:
            stem, ending = _parts(path)
            name = _base(f"{stem} {ending}")
        unique, number = name, 1
        while unique in taken or (number > 1 and unique in count):
            number += 1
            unique = f"{name}_{number}"
        taken.add(unique)
        names[path] = unique
    return names


def is_document(path: str) -> bool:
    return os.path.splitext(path)[1].lower() in DOCUMENTS
