"""DuckDB as every request uses it: bounded memory, spill to a folder with a quota, nothing loaded from anywhere."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from codingagent_kernel.requests import limits
from codingagent_kernel.requests.failure import RequestFailure


@dataclass(frozen=True)
class Workbench:
    connection: duckdb.DuckDBPyConnection
    scratch: Path
    """A folder on disk for what must be staged."""


@contextmanager
def workbench() -> Iterator[Workbench]:
    """A connection and a scratch folder; both are gone afterwards."""
    scratch = limits.scratch_folder()
    connection = duckdb.connect(
        config={
            "memory_limit": f"{limits.memory_share() // limits.MIB}MiB",
            "max_temp_directory_size": f"{limits.disk_share() // limits.MIB}MiB",
            "temp_directory": str(scratch / "spill"),
            "threads": 2,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    try:
        connection.execute("set TimeZone = 'UTC'")
        yield Workbench(connection, scratch)
    except duckdb.OutOfMemoryException as problem:
        raise RequestFailure(
            "too_large", "Reading this needs more memory or disk than a session may use. Make the file smaller, or split it."
        ) from problem
    finally:
        connection.close()
        shutil.rmtree(scratch, ignore_errors=True)
