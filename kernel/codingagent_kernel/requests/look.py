"""The request `look`: what a file is, before anything is done with it."""

from pathlib import Path

from codingagent_kernel.requests import arguments as given
from codingagent_kernel.requests.documents import pdf_text
from codingagent_kernel.requests.images import check_image
from codingagent_kernel.requests.sniff import Look, sniff
from codingagent_kernel.requests.workbooks import open_workbook


def answer(arguments: dict[str, object]) -> dict[str, object]:
    """{path, name?} -> {format, mime, kind, readable, size, inside?, note?}; refuses what must not be kept as it is."""
    path = given.file_to_read(arguments)
    look = sniff(path, given.name_of(arguments, path))
    _check(path, look)
    plain: dict[str, object] = {
        "format": look.format,
        "mime": look.mime,
        "kind": look.kind,
        "readable": look.readable,
        "size": path.stat().st_size,
    }
    return plain | {key: value for key, value in (("inside", look.inside), ("note", look.note)) if value}


def _check(path: Path, look: Look) -> None:
    """Opens what can be locked or broken inside although its first bytes look right."""
    if look.format == "pdf":
        pdf_text.page_count(path)
    elif look.format in ("xls", "xlsx", "xlsm", "xlsb", "ods"):
        open_workbook(path)
    elif look.kind == "image" and look.format != "svg":
        check_image(path)
