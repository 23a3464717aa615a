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

#: Imported before the fork, so that a cell's `import` costs nothing: 2 s in all, 190 MB that all kernels share. Only modules that start no
#: thread: polars starts three, duckdb one, and statsmodels imports polars; they load on use.
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
    "sklearn.ensemble",
    "sklearn.cluster",
    "seaborn",
    "plotly.express",
    "plotly.graph_objects",
    "altair",
    "openpyxl",
    "PIL.Image",
    "cloudpickle",
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
    """Runs what first cells run, so that the first use of each module (lazy imports, fonts, kernels of Arrow) is paid here."""
    import ast
    import io

    import pandas as pd
    import plotly.express as px
    import pyarrow as pa
    from matplotlib import pyplot as plt
    from pyarrow import parquet

    from codingagent_kernel import parquet_columns, tables

    tree = ast.parse(shell.transform_cell("1\n"))
    compile(ast.Interactive(tree.body), "<warm>", "single")
    days = pd.to_datetime(["2024-01-31", "2024-02-29"])
    frame = pd.read_csv(io.StringIO("a,b,c\n1,x,0.5\n2,y,\n")).assign(day=days)
    for value in (frame, frame["a"], frame.groupby("b")["a"].sum(), frame.describe()):
        table = tables.table_of(value)
        table.text(1000)
        parquet.write_table(table.content, pa.BufferOutputStream(), **parquet_columns.FORMAT)
    px.line(frame, x="day", y="a", title="a").to_json()
    _figure, axes = plt.subplots()
    axes.plot(days, frame["a"], label="a")
    axes.set_title("a")
    axes.legend()
    plt.savefig(io.BytesIO(), format="png", bbox_inches="tight")
    plt.close("all")
    frame.to_excel(io.BytesIO(), index=False)
    builtins.__dict__.pop("_", None)
