"""Variables written down by a standby that cannot work on, and read by the fresh runner that takes its place."""

from __future__ import annotations

import os
import pickle
import signal
import types
from typing import Any

#: A standby that has not written everything by then keeps what it has.
SECONDS = 8
_END = b"END\n"


def write_down(descriptor: int) -> None:
    """Each variable apart, so that one that cannot be copied is the only one lost. Those that share an object are copies after."""
    import cloudpickle

    from codingagent_kernel import prepare

    signal.signal(signal.SIGALRM, lambda *_: os._exit(1))
    signal.alarm(SECONDS)
    shell = prepare.prepare()
    with os.fdopen(descriptor, "wb", closefd=False) as file:
        for name, value in list(shell.user_ns.items()):
            if name.startswith("_") or name in shell.user_ns_hidden:
                continue
            if isinstance(value, types.ModuleType):
                line = pickle.dumps((name, "module", value.__name__))
            else:
                try:
                    line = pickle.dumps((name, "value", cloudpickle.dumps(value, protocol=5)))
                except Exception:
                    continue
            file.write(line)
        file.write(pickle.dumps((None, "end", _END)))


def read_back(descriptor: int, namespace: dict[str, Any]) -> None:
    """Reads what `write_down` wrote, inside the same session's sandbox: it was made by that session's own process."""
    from importlib import import_module

    with os.fdopen(descriptor, "rb") as file:
        while True:
            try:
                name, kind, value = pickle.load(file)
                if name is None:
                    return
                namespace[name] = import_module(value) if kind == "module" else pickle.loads(value)
            except EOFError:
                return
            except Exception:
                continue
