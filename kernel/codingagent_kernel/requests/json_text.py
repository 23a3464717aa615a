"""Parses JSON as people really have it: values one after another, halves of characters, integers without end."""

import json
import re
from collections.abc import Iterator
from typing import Any

from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.source import Remarks

_HALF = re.compile("[\ud800-\udfff]")
_LONGEST_INTEGER = 4000
"""Digits; Python refuses to turn a text of more into a number."""


def parse(text: str, remarks: Remarks) -> Any:
    """The document; values that stand one after another become a list. Raises RequestFailure where this is no JSON."""
    try:
        found = _loaded(text)
    except RecursionError as problem:
        raise RequestFailure(
            "corrupt", "This JSON is nested too deeply to be read. Flatten it, or upload the rows you need as CSV."
        ) from problem
    except json.JSONDecodeError as problem:
        several = list(_one_after_another(text)) if problem.msg == "Extra data" else []
        if not several:
            where = f"line {problem.lineno}, character {problem.colno}"
            raise RequestFailure(
                "corrupt",
                f"This is not valid JSON ({where}: {problem.msg}). Mend it, or save the data as CSV, and upload it again.",
            ) from problem
        found = several
        remarks.warn("several_values", f"{len(several)} JSON values stand one after another; each became a row.")
    return whole(found, remarks) if re.search(r"\\u[dD][89a-fA-F]", text) else found


def parse_line(line: str) -> Any:
    """Raises ValueError or RecursionError."""
    found = _loaded(line)
    return whole(found, Remarks()) if "\\ud" in line or "\\uD" in line else found


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except ValueError:
        return json.loads(text, parse_int=lambda digits: int(digits) if len(digits) < _LONGEST_INTEGER else digits)


def _one_after_another(text: str) -> Iterator[Any]:
    """Nothing where any of them is broken, or where they are not objects or lists."""
    decoder = json.JSONDecoder()
    found: list[Any] = []
    place = 0
    while place < len(text):
        rest = re.compile(r"\s*").match(text, place)
        place = rest.end() if rest else place
        if place >= len(text):
            break
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        if not isinstance(value, dict | list):
            return
        found.append(value)
    yield from found


def whole(value: Any, remarks: Remarks) -> Any:
    """The value with U+FFFD in place of each half of a character, which can be written in JSON and nowhere else."""
    count = 0

    def mended(inner: Any) -> Any:
        nonlocal count
        if isinstance(inner, str):
            if _HALF.search(inner):
                count += 1
                return _HALF.sub("\ufffd", inner)
            return inner
        if isinstance(inner, dict):
            return {mended(key): mended(held) for key, held in inner.items()}
        return [mended(held) for held in inner] if isinstance(inner, list) else inner

    found = mended(value)
    if count:
        remarks.warn(
            "half_characters",
            f"{count} {'text holds' if count == 1 else 'texts hold'} halves of characters; they are shown as \ufffd.",
        )
    return found
