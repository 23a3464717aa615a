"""A file that is refused is refused with advice: what is wrong with it, and what to do now."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent
OF_FILES = {"empty", "corrupt", "bomb", "encrypted", "too_large", "wrong_type", "unreadable", "memory"}
ADVICE = re.compile(
    r"\b(advice|upload|check|save|ask|make|open|write|delete|bring|take|flatten|export|split|remove|choose|convert|try|use|give)\b",
    re.I,
)


def _words(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else ast.unparse(part) for part in node.values)
    return None


def _refusals() -> Iterator[tuple[str, str]]:
    for file in FOLDER.rglob("*.py"):
        if file.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RequestFailure" and len(node.args) == 2:
                code, words = map(_words, node.args)
                if code in OF_FILES and words:
                    yield f"{file.name}:{node.lineno}", words


def test_every_refusal_of_a_file_says_what_to_do() -> None:
    found = dict(_refusals())
    assert len(found) > 20
    assert {place: words for place, words in found.items() if not ADVICE.search(words)} == {}
