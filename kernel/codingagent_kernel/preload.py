"""What a fork-server loads before its first kernel, and the environment every kernel sees.

Only modules that start no thread may be named here: polars starts three, duckdb one, and statsmodels imports polars. They load in the
kernel when asked for. Measured: 2 s in all, 190 MB shared by every kernel of the fork-server.
"""

from __future__ import annotations

import importlib
import os
import shutil

#: Beside what `prepare` needs itself: first use of these would cost a cell 0.1 s and more.
MODULES = (
    "sklearn.ensemble",
    "sklearn.cluster",
    "seaborn",
    "cloudpickle",
)

#: The kernel's own, small and in memory: not the /tmp of the host.
_TMP = "/tmp"  # noqa: S108
#: The whole environment of a kernel: the host's is never passed on.
ENVIRONMENT = {
    "PATH": "/opt/kernel/bin:/usr/bin:/bin",
    "HOME": _TMP,
    "USER": "analyst",
    "LOGNAME": "analyst",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "TMPDIR": _TMP,
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": f"{_TMP}/matplotlib",
    "IPYTHONDIR": f"{_TMP}/ipython",
    "PYTHONDONTWRITEBYTECODE": "1",
}
#: Matplotlib's list of fonts, made with the tree; finding them again would cost each start half a second.
_FONT_LIST = "/opt/kernel/matplotlib"


def load_all() -> None:
    from codingagent_kernel import prepare

    os.environ.clear()
    os.environ.update(ENVIRONMENT | prepare.ENVIRONMENT)
    if os.path.isdir(_FONT_LIST):
        shutil.copytree(_FONT_LIST, ENVIRONMENT["MPLCONFIGDIR"], dirs_exist_ok=True)
    for module in MODULES:
        importlib.import_module(module)
    prepare.prepare()
