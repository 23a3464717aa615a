"""Variables written down by a standby that cannot work on, and read by the fresh runner that takes its place."""

from __future__ import annotations

import os
import pickle
import signal
import types
from typing import Any

#: A standby that has not written everything by then keeps what it has.
SECONDS = 8
#: Bytes of a record's length, which stands before it.
_LENGTH = 8


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
            try:
                if isinstance(value, types.ModuleType):
                    record = pickle.dumps((name, "module", value.__name__))
                else:
                    record = pickle.dumps((name, "value", cloudpickle.dumps(value, protocol=5)))
            except Exception:
                continue
            file.write(len(record).to_bytes(_LENGTH) + record)


def read_back(descriptor: int, namespace: dict[str, Any]) -> None:
    """Reads what `write_down` wrote, inside the same session's sandbox: it was made by that session's own process."""
    from importlib import import_module

    with os.fdopen(descriptor, "rb") as file:
        while len(length := file.read(_LENGTH)) == _LENGTH:
            try:
                name, kind, value = pickle.loads(file.read(int.from_bytes(length)))
                namespace[name] = import_module(value) if kind == "module" else pickle.loads(value)
            except Exception:
                continue  # this one is lost, the others are not
