"""The workspace as a cell finds it: ready variables for the files that lie there, and what the cell changed."""

from __future__ import annotations

import os
import pathlib
import sys
from typing import Any

from codingagent_kernel import files, ready_variables
from codingagent_kernel.settings import KernelSettings

OUTPUT_DIR = "output"
#: Hidden, so that it is never taken for a result.
_TEXTS = ".text"
_TEXT_SECONDS = 120


class Workspace:
    def __init__(self, settings: KernelSettings, namespace: dict[str, Any]) -> None:
        self._settings = settings
        self._root = settings.workspace
        self._namespace = namespace
        #: Names we set -> the value we gave them; a name the person gave another value is theirs.
        self._given: dict[str, str] = {}
        self._seen: files.Snapshot = {}

    def startup_names(self) -> dict[str, Any]:
        output = os.path.join(self._root, OUTPUT_DIR)
        try:
            os.makedirs(output, exist_ok=True)
        except OSError:
            pass  # someone put a file there; writing into it will say so
        modules = sys.modules
        names = {"pd": modules["pandas"], "np": modules["numpy"], "plt": modules["matplotlib.pyplot"]}
        self._given["OUTPUT_DIR"] = output
        return {**names, "OUTPUT_DIR": output}

    def refresh(self, mentions: set[str]) -> None:
        """Before a cell: variables for files that came since the last one; texts of documents whose variable it mentions."""
        self._seen = files.snapshot(self._root)
        relative = [os.path.relpath(path, self._root) for path in self._seen]
        offered = [path for path in relative if path.count(os.sep) == 0 or path.startswith(("project/", f"{OUTPUT_DIR}/"))]
        given: dict[str, str] = {}
        names = ready_variables.variable_names(offered[: ready_variables.MOST_FILES])
        for path, name in names.items():
            given[f"{name}_path"] = os.path.join(self._root, path)
            if ready_variables.is_document(path):
                given[f"{name}_text_path"] = self._text_path(path)
        for name, value in given.items():
            if name not in self._namespace or self.is_given(name, self._namespace[name]):
                self._namespace[name] = value
                self._given[name] = value
        for path, name in names.items():
            if f"{name}_text_path" in mentions and f"{name}_text_path" in given:
                self._make_text(path)

    def is_given(self, name: str, value: object) -> bool:
        """Whether a name still has the value that stood ready."""
        return name in self._given and type(value) is str and value == self._given[name]

    def changes(self) -> list[dict[str, Any]]:
        after = files.snapshot(self._root, frozenset(("project",)))
        found = files.changes(self._seen, after)
        self._seen = after
        return found

    def _text_path(self, path: str) -> str:
        return os.path.join(self._root, _TEXTS, path.replace(os.sep, "_") + ".txt")

    def _make_text(self, path: str) -> None:
        """In a fork, because documents are hostile and their readers break. A failure is said in the file itself."""
        source, target = os.path.join(self._root, path), self._text_path(path)
        try:
            if os.stat(target).st_mtime_ns >= os.stat(source).st_mtime_ns:
                return
        except OSError:
            pass
        os.makedirs(os.path.dirname(target), exist_ok=True)
        try:
            process = os.fork()
            if process == 0:
                _write_text(self._settings, source, target)
            os.waitpid(process, 0)
        except OSError:
            pass  # no process to be had: the file below says that there is no text
        if not os.path.exists(target):
            with pathlib.Path(target).open("w", encoding="utf-8") as file:
                file.write(f"[The text of {os.path.basename(path)} could not be read.]\n")


def _write_text(settings: KernelSettings, source: str, target: str) -> None:
    import signal

    from codingagent_kernel import requests

    signal.alarm(_TEXT_SECONDS)
    folder, name = os.path.split(target)
    part = os.path.join(folder, f".part-{os.getpid()}-{name}")
    try:
        requests.configure(memory_bytes=settings.memory_bytes, disk_bytes=settings.disk_bytes, outbox=folder)
        try:
            requests.REQUESTS["document_text"]({"path": source, "out": os.path.basename(part)})
        except requests.RequestFailure as problem:
            with pathlib.Path(part).open("w", encoding="utf-8") as file:
                file.write(f"[{problem.message}]\n")
        os.replace(part, target)
    finally:
        os._exit(0)
