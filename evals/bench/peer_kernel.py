"""Measures ipykernel and plain Python with the same packages, for the bench's table; prints one JSON object."""

import json
import subprocess
import sys
import time
from pathlib import Path

IMPORTS = "import numpy, pandas, pyarrow, matplotlib.pyplot, plotly.express, altair, scipy.stats, sklearn.linear_model, openpyxl"


def private_megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def plain() -> dict[str, float]:
    seconds, megabytes = [], 0.0
    for _ in range(4):
        started = time.perf_counter()
        code = f"{IMPORTS}\nprint(1, flush=True)\ninput()"
        process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        seconds.append(time.perf_counter() - started)
        megabytes = private_megabytes(process.pid)
        process.communicate(b"\n")
    return {"first": min(seconds) * 1000, "memory": megabytes}


def jupyter(imports: str) -> dict[str, float]:
    from jupyter_client.manager import KernelManager

    firsts: list[float] = []
    trips: list[float] = []
    megabytes = 0.0
    for _ in range(4):
        started = time.perf_counter()
        manager = KernelManager()
        manager.start_kernel()
        client = manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=60)
        client.execute_interactive(f"{imports}\n1", timeout=60, output_hook=lambda _: None)
        firsts.append(time.perf_counter() - started)
        for _ in range(50):
            started = time.perf_counter()
            client.execute_interactive("1", timeout=10, output_hook=lambda _: None)
            trips.append(time.perf_counter() - started)
        megabytes = private_megabytes(manager.provisioner.pid)
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return {"first": min(firsts) * 1000, "trip": sorted(trips)[len(trips) // 2] * 1000, "memory": megabytes}


print(json.dumps({"plain": plain(), "bare": jupyter(""), "loaded": jupyter(IMPORTS)}))
