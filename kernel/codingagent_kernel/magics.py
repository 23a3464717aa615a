"""Magics that mean something else in here, or nothing: packages are fixed, there is no network and no window."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from importlib import metadata
from typing import TYPE_CHECKING

from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.core.magics.execution import ExecutionMagics

from codingagent_kernel import display, figures
from codingagent_kernel.guards import say_no_debugger

if TYPE_CHECKING:
    from codingagent_kernel.shell import KernelShell

_INSTALLER = re.compile(
    r"^\s*(?:sudo\s+)?(?:\S*python[\d.]*\s+-m\s+)?(pip[\d.]*|uv\s+pip|uv|conda|mamba|apt-get|apt|npm)\s+(.*)$", re.DOTALL
)
_NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?\s*(?:([=<>!~]=?|@).*)?$")
#: What people ask for under another name than the one it is installed by.
_OTHER_NAMES = {
    "sklearn": "scikit-learn",
    "cv2": "opencv-python",
    "pil": "pillow",
    "docx": "python-docx",
    "pptx": "python-pptx",
    "fpdf": "fpdf2",
}


def answer_installer(tool: str, arguments: str) -> str:
    """What to say to `pip install x` and its like: what is here already, and that nothing can be fetched."""
    words = (
        shlex.split(arguments, posix=True) if arguments.count('"') % 2 == 0 and arguments.count("'") % 2 == 0 else arguments.split()
    )
    if not words:
        return f"{tool} has nothing to do here: the packages are fixed."
    action, names = words[0], [word for word in words[1:] if not word.startswith("-")]
    if action in ("list", "freeze"):
        found = sorted((item.metadata["Name"], item.version) for item in metadata.distributions())
        return "\n".join(f"{name}=={version}" for name, version in found)
    if action in ("show",) and names:
        return "\n".join(_state_of(name) for name in names)
    if action not in ("install", "add", "download", "update", "upgrade"):
        return f"{tool} {action} is not available here: the packages are fixed and there is no network."
    if not names:
        return "Nothing can be installed here: there is no network. Use the packages that are installed (`%pip list`)."
    return "\n".join(_state_of(name) for name in names)


def _state_of(wanted: str) -> str:
    match = _NAME.match(wanted)
    if not match:
        return f"{wanted}: cannot be installed, there is no network here."
    name = _OTHER_NAMES.get(match.group(1).lower(), match.group(1))
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return (
            f"{name} is not installed and cannot be: there is no network here. Use the packages that are installed (`%pip list`)."
        )
    asked = f" (asked for: {wanted})" if match.group(2) else ""
    return f"{name} {version} is already installed{asked}."


def run_command(shell: KernelShell, command: str) -> None:
    """`!command`: its output goes where the cell's does, its exit code into `_exit_code`."""
    command = shell.var_expand(command, depth=2)
    installer = _INSTALLER.match(command)
    if installer:
        print(answer_installer(installer.group(1), installer.group(2)))
        shell.user_ns["_exit_code"] = 0
        return
    sys.stdout.flush()
    executable = "/bin/bash" if os.path.exists("/bin/bash") else None
    done = subprocess.run(command, shell=True, executable=executable, stdin=subprocess.DEVNULL, check=False)
    shell.user_ns["_exit_code"] = done.returncode
    if done.returncode:
        print(f"[exit code {done.returncode}]", file=sys.stderr)


@magics_class
class KernelMagics(Magics):
    @line_magic
    def pip(self, line: str) -> None:
        print(answer_installer("pip", line))

    @line_magic
    def conda(self, line: str) -> None:
        print(answer_installer("conda", line))

    @line_magic
    def mamba(self, line: str) -> None:
        print(answer_installer("mamba", line))

    @line_magic
    def uv(self, line: str) -> None:
        print(answer_installer("uv", line.removeprefix("pip ")))

    @line_magic
    def matplotlib(self, line: str) -> None:
        """Figures are caught as they are: there is no backend to choose."""

    @line_magic
    def pylab(self, line: str) -> None:
        self.shell.ex("from pylab import *")

    @line_magic
    def debug(self, line: str) -> None:
        say_no_debugger()

    @line_magic
    def pdb(self, line: str) -> None:
        self.debug(line)

    @cell_magic
    def capture(self, line: str, cell: str) -> None:
        """As IPython's, and what we catch of our own accord is caught too: tables, charts, figures left open."""
        if "--no-display" in line:
            ExecutionMagics(self.shell).capture(line, cell)
            return
        open_before = figures.open_figures()
        with display.nothing_shown():
            try:
                ExecutionMagics(self.shell).capture(line, cell)
            finally:
                figures.close_open_figures(but=open_before)

    @cell_magic
    def script(self, line: str, cell: str) -> None:
        """%%script interpreter: the cell is its input."""
        self._feed(shlex.split(line) or ["bash"], cell)

    @cell_magic
    def bash(self, line: str, cell: str) -> None:
        self._feed(["bash", *shlex.split(line)], cell)

    @cell_magic
    def sh(self, line: str, cell: str) -> None:
        self._feed(["sh", *shlex.split(line)], cell)

    def _feed(self, command: list[str], cell: str) -> None:
        sys.stdout.flush()
        done = subprocess.run(command, input=cell.encode(), check=False)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, " ".join(command))
