"""Reads the arguments of a request. The host is trusted to mean well, the file behind a path is not."""

import os
import stat
from pathlib import Path

from codingagent_kernel.requests import limits
from codingagent_kernel.requests.failure import RequestFailure


def refuse_half_characters(value: object) -> None:
    """A lone surrogate can be said in JSON and nowhere else: no file is called so, and no reader takes it."""
    if isinstance(value, str):
        if not value.isascii() and any("\ud800" <= sign <= "\udfff" for sign in value):
            raise RequestFailure("bad_request", "The request holds half of a character (a lone surrogate). Write it anew.")
    elif isinstance(value, dict):
        for key, inner in value.items():
            refuse_half_characters(key)
            refuse_half_characters(inner)
    elif isinstance(value, list):
        for inner in value:
            refuse_half_characters(inner)


def text(arguments: dict[str, object], name: str) -> str | None:
    value = arguments.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise RequestFailure("bad_request", f"{name} must be a text.")
    return value


def whole(arguments: dict[str, object], name: str, *, default: int, least: int = 0, most: int = 2**62) -> int:
    value = arguments.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or int(value) != value or not least <= value <= most:
        raise RequestFailure("bad_request", f"{name} must be a whole number from {least} to {most}.")
    return int(value)


def flag(arguments: dict[str, object], name: str) -> bool:
    return arguments.get(name) is True


def file_to_read(arguments: dict[str, object]) -> Path:
    """The file named by `path`. Only an ordinary file is read: a pipe would hang, a device never ends."""
    given = text(arguments, "path")
    if not given or "\0" in given:
        raise RequestFailure("bad_request", "path must name a file.")
    path = Path(given)
    try:
        found = path.stat()
    except OSError as problem:
        raise RequestFailure("not_found", "The file is not there any more. Upload it again.") from problem
    if not stat.S_ISREG(found.st_mode):
        raise RequestFailure("wrong_type", "This is not an ordinary file. Upload the file itself.")
    if found.st_size == 0:
        raise RequestFailure("empty", "The file is empty: it has no bytes. Check that you picked the right one.")
    return path


def name_of(arguments: dict[str, object], path: Path) -> str:
    """The name that the person gave the file; the path may lie under another."""
    return text(arguments, "name") or path.name


def file_to_write(arguments: dict[str, object]) -> Path:
    """The file named by `out`: a plain name in the outbox, or a path that lies in it."""
    given = text(arguments, "out")
    if not given or "\0" in given:
        raise RequestFailure("bad_request", "out must name a file.")
    outbox = limits.outbox()
    path = outbox / given
    if os.path.commonpath([outbox, path.parent.resolve()]) != str(outbox) or path.is_symlink():
        raise RequestFailure("bad_request", f"out must lie in {outbox}.")
    return path
