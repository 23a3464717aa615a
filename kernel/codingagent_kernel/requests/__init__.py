"""What the host may ask a kernel about files, by name.

Each request takes a dict of JSON values and answers a JSON value, or raises RequestFailure. It runs in a child of its own that may
be killed at any moment; it reads files that are hostile and writes below the outbox alone. Modules load on first use, so that a
kernel that is never asked pays nothing.
"""

from collections.abc import Callable
from importlib import import_module

from codingagent_kernel.requests import arguments as given
from codingagent_kernel.requests.failure import RequestFailure
from codingagent_kernel.requests.limits import configure

__all__ = ["REQUESTS", "RequestFailure", "configure"]

Request = Callable[[dict[str, object]], object]


def _late(module: str) -> Request:
    def answer(arguments: dict[str, object]) -> object:
        given.refuse_half_characters(arguments)
        request: Request = import_module(f"{__name__}.{module}").answer
        try:
            return request(arguments)
        except BaseException as problem:
            # What a library written in Rust raises where it gives up is no Exception.
            if type(problem).__name__ != "PanicException":
                raise
            advice = "Open it in the program it was made with, save it anew and upload it again."
            raise RequestFailure("corrupt", f"This file is damaged and cannot be read. {advice}") from problem

    return answer


REQUESTS: dict[str, Request] = {
    # {path, name} -> {format, mime, kind, readable, size, inside?, note?}
    "look": _late("look"),
    # {path, name?, sheet?, full?} -> Profile; of a large table a sample is read, unless `full`
    "profile": _late("profile"),
    # {path, out, sheet?} -> {columns: [{name, type}], rows, bytes, warnings, rejected}
    "table": _late("table"),
    # {path, offset, limit, sort?, filter?} -> TablePage; path is Parquet written by `table` or by a kernel
    "page": _late("page"),
    # {path, out} -> {format, characters, pages?, truncated, note?}
    "document_text": _late("document_text"),
}
