"""The lines the kernel and its host speak, as `engine/sandbox/frames.ts` has them: one JSON object a line, at most MAX_FRAME bytes.

Nothing that comes out of the person's process is passed on as it is: `from_runner` rebuilds each frame from the fields it may have,
with the cell's number from the host alone. The host checks it all again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

MAX_FRAME = 4 * 1024 * 1024
#: Room for the fields around a text, and for characters that JSON writes as six bytes.
MAX_TEXT = 256 * 1024
#: As many as an array of NumPy has.
MAX_DIMENSIONS = 64
STATUSES = ("ok", "error", "refused", "interrupted", "timeout", "memory", "crashed")

_encode = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode
_decode = json.JSONDecoder().decode

Frame = dict[str, Any]


class BadFrame(Exception):
    """A line that is not a frame. From the host it ends the kernel, from the runner it is dropped."""


@dataclass(frozen=True, slots=True)
class RunCell:
    cell: int
    code: str
    timeout: float
    output_bytes: int
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interrupt:
    cell: int


@dataclass(frozen=True, slots=True)
class AskRequest:
    request: int
    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class CancelRequest:
    request: int


HostFrame = RunCell | Interrupt | AskRequest | CancelRequest


def encode(frame: Frame) -> bytes:
    """One line. Raises BadFrame when it is longer than a frame may be, or holds what JSON cannot say."""
    try:
        line = _encode(frame).encode("ascii") + b"\n"
    except (TypeError, ValueError, RecursionError) as problem:
        raise BadFrame(f"not JSON: {problem}") from problem
    if len(line) > MAX_FRAME:
        raise BadFrame(f"a frame of {len(line):,} bytes; at most {MAX_FRAME:,} are allowed")
    return line


def decode(line: bytes) -> Frame:
    try:
        frame = _decode(line.decode("utf-8"))
    except (ValueError, RecursionError) as problem:
        raise BadFrame(f"not JSON: {problem}") from problem
    if not isinstance(frame, dict):
        raise BadFrame("not a JSON object")
    return frame


class LineReader:
    """Cuts a stream of bytes into lines; raises BadFrame once a line is longer than MAX_FRAME."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        self._held += data
        if b"\n" not in data:
            if len(self._held) > MAX_FRAME:
                raise BadFrame("a line without an end")
            return []
        *lines, rest = bytes(self._held).split(b"\n")
        self._held = bytearray(rest)
        if len(rest) > MAX_FRAME or any(len(line) > MAX_FRAME for line in lines):
            raise BadFrame("a line that is too long")
        return [line for line in lines if line]


def _number(frame: Frame, key: str) -> int:
    value = frame.get(key)
    if type(value) is not int:
        raise BadFrame(f"{key} is not a whole number")
    return value


def _text(frame: Frame, key: str, most: int = MAX_TEXT) -> str:
    value = frame.get(key)
    if not isinstance(value, str):
        raise BadFrame(f"{key} is not text")
    # A lone surrogate is legal in Python and nowhere else.
    return value[:most].encode("utf-8", "replace").decode("utf-8")


def _seconds(frame: Frame, key: str) -> float:
    value = frame.get(key)
    if type(value) not in (int, float) or not 0 <= value < 1e7:  # type: ignore[operator]
        raise BadFrame(f"{key} is not a number of seconds")
    return float(value)  # type: ignore[arg-type]


def from_host(line: bytes) -> HostFrame:
    frame = decode(line)
    match frame.get("frame"):
        case "run":
            refused = frame.get("refusedImports", [])
            if not isinstance(refused, list) or not all(isinstance(name, str) for name in refused):
                raise BadFrame("refusedImports is not a list of names")
            return RunCell(
                _number(frame, "cell"),
                _text(frame, "code", MAX_FRAME),
                timeout=_seconds(frame, "timeout"),
                output_bytes=max(0, _number(frame, "outputBytes")),
                refused=tuple(refused),
            )
        case "interrupt":
            return Interrupt(_number(frame, "cell"))
        case "request":
            arguments = frame.get("arguments", {})
            if not isinstance(arguments, dict):
                raise BadFrame("arguments is not an object")
            timeout = _seconds(frame, "timeout") if frame.get("timeout") is not None else None
            return AskRequest(_number(frame, "request"), _text(frame, "name", 100), arguments, timeout)
        case "cancel":
            return CancelRequest(_number(frame, "request"))
        case other:
            raise BadFrame(f"unknown frame {other!r:.50}")


def _payload(value: object) -> Frame:
    if not isinstance(value, dict):
        raise BadFrame("payload is not an object")
    payload: Frame = {
        "path": _text(value, "path", 200),
        "kind": _text(value, "kind", 20),
        "mime": _text(value, "mime", 200),
        "name": _text(value, "name", 300),
    }
    for key, most in (("title", 500), ("alt", 2000)):
        if value.get(key):
            payload[key] = _text(value, key, most)
    shape = value.get("shape")
    if isinstance(shape, dict):
        payload["shape"] = {"rows": _number(shape, "rows"), "columns": _number(shape, "columns")}
    return payload


def _variable(value: object) -> Frame:
    if not isinstance(value, dict):
        raise BadFrame("variable is not an object")
    variable: Frame = {
        "name": _text(value, "name", 200),
        "type": _text(value, "type", 200),
        "preview": _text(value, "preview", 500),
    }
    shape = value.get("shape")
    if isinstance(shape, list) and all(type(size) is int for size in shape):
        variable["shape"] = shape[:MAX_DIMENSIONS]
    if type(value.get("bytes")) is int:
        variable["bytes"] = value["bytes"]
    return variable


def variables_of(frame: Frame) -> list[Frame]:
    held = frame.get("variables")
    return [_variable(value) for value in held[:200]] if isinstance(held, list) else []


def _error(value: object) -> Frame:
    if not isinstance(value, dict):
        raise BadFrame("error is not an object")
    error: Frame = {
        "name": _text(value, "name", 200),
        "message": _text(value, "message", 10_000),
        "traceback": _text(value, "traceback", 20_000),
    }
    if type(value.get("line")) is int:
        error["line"] = value["line"]
    return error


def from_runner(frame: Frame, cell: int) -> Frame:
    """The frame as the host may see it. Raises BadFrame for anything else."""
    match frame.get("frame"):
        case "display":
            shown: Frame = {"frame": "display", "cell": cell, "text": _text(frame, "text")}
            if frame.get("payload") is not None:
                shown["payload"] = _payload(frame["payload"])
            return shown
        case "file":
            change = "changed" if frame.get("change") == "changed" else "new"
            size = max(0, _number(frame, "size"))
            return {"frame": "file", "cell": cell, "path": _text(frame, "path", 4096), "size": size, "change": change}
        case "final_result":
            value, mime = _text(frame, "value"), _text(frame, "mime", 100)
            return {"frame": "final_result", "cell": cell, "value": value, "mime": mime}
        case "result":
            status = frame.get("status")
            if status not in STATUSES:
                raise BadFrame("unknown status")
            result: Frame = {
                "frame": "result",
                "cell": cell,
                "status": status,
                "seconds": _seconds(frame, "seconds"),
                "executionCount": _number(frame, "executionCount"),
                "variables": variables_of(frame),
            }
            if frame.get("error") is not None:
                result["error"] = _error(frame["error"])
            if frame.get("note"):
                result["note"] = _text(frame, "note", 2000)
            return result
        case other:
            raise BadFrame(f"unknown frame {other!r:.50}")
