"""What the fork-server tells a kernel about itself. Written once, before any code of a person runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KernelSettings:
    """One kernel's limits and places, as seen from inside. All of them are enforced before code of a person runs."""

    #: False for kernels that only look at files: `workspace` is then mounted read-only.
    writable: bool
    memory_bytes: int
    processes: int
    disk_bytes: int
    #: True when a cgroup kills the biggest process at `memory_bytes`; False when only RLIMIT_DATA holds, as a MemoryError.
    memory_cgroup: bool
    workspace: str = "/workspace"
    outbox: str = "/outbox"
    #: A file that grows when the cgroup killed for memory (`oom_kill N` in a line of it), read by descriptor because the
    #: kernel's own file system shows no cgroups. -1 where there is none.
    memory_events_descriptor: int = -1
