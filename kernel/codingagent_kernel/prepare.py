"""What a fork-server does once so that each kernel need not: imports the data stack, makes the shell, sets the look of charts.

Nothing here may start a thread (a fork would lose it) or keep anything that differs from one person to the next.
"""

from __future__ import annotations

import builtins
import gc
import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from codingagent_kernel.shell import KernelShell

#: Threads and caches of libraries, before any of them is imported (this module comes first). setdefault: an operator may choose otherwise.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MPLBACKEND": "agg",
}

#: Imported before the fork, so that a cell's `import` costs nothing. polars, statsmodels and duckdb start threads: they load on use.
STACK = (
    "numpy",
    "pandas",
    "pyarrow",
    "pyarrow.parquet",
    "matplotlib.pyplot",
    "matplotlib.dates",
    "matplotlib.backends.backend_agg",
    "scipy.stats",
    "sklearn.linear_model",
    "sklearn.model_selection",
    "sklearn.preprocessing",
    "plotly.express",
    "plotly.graph_objects",
    "altair",
    "openpyxl",
    "PIL.Image",
)

for _name, _value in ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)

_shell: KernelShell | None = None


def prepare() -> KernelShell:
    """Safe to call again. Returns the shell that runners inherit."""
    global _shell
    if _shell is None:
        for module in STACK:
            import_module(module)
        from codingagent_kernel import chart_style
        from codingagent_kernel.shell import make_shell

        chart_style.apply()
        _shell = make_shell()
        _warm(_shell)
        gc.collect()
        gc.freeze()
    return _shell


def _warm(shell: Any) -> None:
    """Runs what the first cell would run, so that its first use of each module is paid here."""
    import ast

    tree = ast.parse(shell.transform_cell("1\n"))
    compile(ast.Interactive(tree.body), "<warm>", "single")
    import pandas
    import pyarrow

    table = pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    table.to_string()
    pyarrow.array(table["b"])
    builtins.__dict__.pop("_", None)
