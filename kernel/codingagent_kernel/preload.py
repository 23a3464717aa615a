"""The environment of a fork-server, which every kernel sees, and all that it loads before its first kernel."""

from __future__ import annotations

import os
import shutil

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
    prepare.prepare()
