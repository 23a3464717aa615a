"""IPython's language without its frontends: magics, `!commands`, top-level await and formatters, but no history, files or colours."""

from __future__ import annotations

import builtins
import re
import sys
import types
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from codingagent_kernel import display, magics
from codingagent_kernel.error_text import cell_name


class _Formatter(DisplayFormatter):
    """Where `display(x)` and the last expression arrive: we show the object itself, and nothing is left for IPython to show."""

    def format(self, obj: object, include: object = None, exclude: object = None) -> tuple[dict[str, Any], dict[str, Any]]:
        if display.is_unseen():
            given: tuple[dict[str, Any], dict[str, Any]] = super().format(obj, include, exclude)
            return given
        display.show(obj)
        return {}, {}


class _Publisher(DisplayPublisher):
    """Where ready mime bundles arrive: `display({...}, raw=True)`, library code."""

    def publish(self, data: dict[str, Any], metadata: dict[str, Any] | None = None, **_: Any) -> None:
        display.show_bundle(data, metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        """The log of a run only grows: what was shown stays."""


class _Hook(DisplayHook):
    """The last expression: shown, and kept as `_`. No prompts are printed."""

    _: Any
    __: Any
    ___: Any

    def write_output_prompt(self) -> None:
        return

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Not empty where what is shown is caught: then it belongs to what was."""
        if format_dict:
            self.shell.display_pub.publish(format_dict, md_dict)

    def finish_displayhook(self) -> None:
        self._is_active = False

    def update_user_ns(self, result: object) -> None:
        """`_`, `__` and `___`. No `Out`: it would keep every table that was ever shown."""
        names = self.shell.user_ns
        if "_" in names and names["_"] is not self._:
            return  # the person uses the name
        self.___, self.__, self._ = self.__, self._, result
        names["_"], names["__"], names["___"] = self._, self.__, self.___

    def quiet(self) -> bool:
        source: str = getattr(self.shell, "cell_source", "")
        return ";" in source[-200:] and self.semicolon_at_end_of_expression(source)


class _Compiler(CachingCompiler):
    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        return cell_name(number)


class KernelShell(InteractiveShell):
    #: The cell that runs, for the display hook's look at a last `;`.
    cell_source: str = ""
    #: An exception that a magic such as %run reported instead of raising it.
    reported: BaseException | None = None
    _own: tuple[Any, ...] | None = None
    display_formatter: Any
    displayhook: Any
    display_pub: Any

    def name_of(self, value: object) -> str | None:
        """The variable that holds the value and that the cell names; None where no one does or it is no variable of the person's."""
        for name, held in list(self.user_ns.items()):
            if held is value and not name.startswith("_") and re.search(rf"\b{re.escape(name)}\b", self.cell_source):
                return name
        return None

    def begin_cell(self, count: int, source: str) -> None:
        """Also puts back what an earlier cell may have taken away."""
        self.execution_count, self.cell_source, self.reported = count, source, None
        if self._own is None:
            self._own = (self.user_module.__dict__, self.display_formatter, self.displayhook, self.display_pub)
        self.user_ns, self.display_formatter, self.displayhook, self.display_pub = self._own

    def init_ipython_dir(self, ipython_dir: object) -> None:
        self.set_trait("ipython_dir", "")

    def _ipython_dir_changed(self, change: object) -> None:
        return

    def init_profile_dir(self, profile_dir: object) -> None:
        """What %cd and %bookmark remember lives as long as the kernel: there is no folder to keep it in."""
        self.db: dict[str, Any] = {}

    def init_display_formatter(self) -> None:
        self.display_formatter = _Formatter(parent=self)
        self.configurables.append(self.display_formatter)

    def init_virtualenv(self) -> None:
        return

    def init_prompts(self) -> None:
        return

    def init_magics(self) -> None:
        super().init_magics()
        self.register_magics(magics.KernelMagics)

    def system(self, cmd: str) -> None:
        magics.run_command(self, cmd)

    def showtraceback(self, exc_tuple: Any = None, *_: Any, **__: Any) -> None:
        self.reported = exc_tuple[1] if exc_tuple else sys.exc_info()[1]

    showsyntaxerror = showtraceback
    showindentationerror = showtraceback

    def enable_gui(self, gui: str | None = None) -> None:
        return

    def ask_exit(self) -> None:
        raise SystemExit


def _page(_shell: object, text: object, **_: object) -> None:
    """`name?` prints, there is nobody to turn pages."""
    print(text["text/plain"] if isinstance(text, dict) else text)


def make_shell() -> KernelShell:
    """The one shell of this process. Its module becomes `__main__`, so that pickles and `if __name__ == "__main__"` work."""
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.HistoryManager.hist_file = ":memory:"
    settings.InteractiveShell.colors = "nocolor"
    settings.InteractiveShell.cache_size = 0
    settings.InteractiveShell.xmode = "Plain"
    module = types.ModuleType("__main__")
    shell = KernelShell.instance(
        config=settings, user_module=module, displayhook_class=_Hook, display_pub_class=_Publisher, compiler_class=_Compiler
    )
    display.set_names(shell.name_of)
    shell.set_hook("show_in_pager", _page, 0)
    shell.builtin_trap.activate()
    sys.displayhook = shell.displayhook
    builtins.__dict__.pop("__IPYTHON__", None)
    return shell
