"""What others need to know a large CSV as well: `intake_peers.py make|measure FILE`. Each measurement has a process of its own.

Run with the kernel's packages; `measure` prints one JSON object: name -> {seconds, megabytes}.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROWS = 19_000_000


def make(path: str) -> None:
    """A table of about 1 GB, always the same: ids as text and as numbers, small integers, a decimal."""
    import duckdb

    base = duckdb.connect()
    base.execute("set threads = 1")
    base.execute("select setseed(0.42)")
    base.execute(
        f"""copy (select 'id' || lpad((1 + floor(random() * 100))::bigint::varchar, 3, '0') as id1,
        'id' || lpad((1 + floor(random() * 100))::bigint::varchar, 3, '0') as id2,
        'id' || lpad((1 + floor(random() * {ROWS // 100}))::bigint::varchar, 10, '0') as id3,
        (1 + floor(random() * 100))::int as id4, (1 + floor(random() * 100))::int as id5,
        (1 + floor(random() * {ROWS // 100}))::int as id6,
        (1 + floor(random() * 5))::int as v1, (1 + floor(random() * 15))::int as v2, round(random() * 100, 6) as v3
        from range({ROWS})) to '{path}' (header, delimiter ',')"""
    )


def duckdb_sniff(path: str) -> None:
    import duckdb

    duckdb.execute("from sniff_csv(?)", [path]).fetchall()


def duckdb_sample(path: str) -> None:
    """What SUMMARIZE says of the first 200,000 rows."""
    import duckdb

    duckdb.execute(f"summarize select * from read_csv('{path}') limit 200000").fetchall()


def duckdb_full(path: str) -> None:
    import duckdb

    duckdb.execute(f"summarize select * from read_csv('{path}')").fetchall()


def pandas_sample(path: str) -> None:
    import pandas as pd

    pd.read_csv(path, nrows=200_000).describe(include="all")


def pandas_full(path: str) -> None:
    import pandas as pd

    pd.read_csv(path).describe(include="all")


def ours_full(path: str) -> None:
    """Our own full passport in plain Python, for its memory; its time is taken in the sandbox."""
    sys.path.insert(0, str(Path(__file__).parents[2] / "kernel"))
    from codingagent_kernel.requests import REQUESTS, configure

    configure(memory_bytes=2 * 1024**3, outbox=str(Path(path).parent))
    REQUESTS["profile"]({"path": path, "full": True})


def measured(work: Callable[[str], None], path: str) -> dict[str, float]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        started = time.perf_counter()
        work(path)
        seconds = time.perf_counter() - started
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        os.write(writer, json.dumps({"seconds": seconds, "megabytes": megabytes}).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else {"seconds": float("nan"), "megabytes": float("nan")}


WORKS: dict[str, Callable[[str], None]] = {
    "duckdbSniff": duckdb_sniff,
    "duckdbSample": duckdb_sample,
    "duckdbFull": duckdb_full,
    "pandasSample": pandas_sample,
    "pandasFull": pandas_full,
    "oursFull": ours_full,
}

if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2])
    else:
        # Imports are everyone's own cost only once: they are warm before the clock starts.
        import duckdb
        import pandas as pd
        import pyarrow

        assert duckdb and pd and pyarrow
        print(json.dumps({name: measured(work, sys.argv[2]) for name, work in WORKS.items()}))
