"""Looks at a machine made up for one question at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from advisor.model.host import (
    CpuSample,
    DiskSample,
    HostSample,
    JvmHeapSample,
    MemorySample,
    NetworkSample,
    ProcessSample,
)
from advisor.model.unknown import Unknown
from tests.builders import START, WINDOW_SECONDS


def host(
    identifier: str = "tm-1",
    *,
    cores: int = 2,
    busy: float = 1.0,
    jvm: float = 0.2,
    python: float = 0.0,
    workers: int = 1,
    gc: float = 0.0,
    tasks: Mapping[str, float] | None = None,
    steal: float = 0.0,
    memory: float = 0.4,
    swapped_per_second: float = 0.0,
    disk: float = 0.1,
    network: float | None = None,
    heap: tuple[float, float, float] | None = None,
    queued: float | None = None,
    **process: object,
) -> tuple[HostSample, HostSample]:
    """Two looks at this machine, which runs the TaskManager of that id. In cores of `cores`: what everything on it
    kept busy, the TaskManager's JVM of that, its `python` workers, its collections, and its `tasks` by vertex.

    Ratios: `memory` in use, `disk` busy, `network` of its card (None: its speed is not known). `heap`: old generation
    (0-1) at the end, full collections and seconds of collections in the window. `queued` threads wait for a core.
    """

    def look(share: float) -> HostSample:
        ms = share * WINDOW_SECONDS * 1000
        old, full, pauses = heap or (0.0, 0.0, 0.0)
        return HostSample(
            taken_at=START + timedelta(seconds=share * WINDOW_SECONDS),
            cores=cores,
            cpu=CpuSample(9000 + busy * ms, 9000 + (cores - busy - steal) * ms, 0.0, steal * ms),
            memory=MemorySample(1e10, (1 - memory) * 1e10, swapped_per_second * ms / 1000),
            disks=(DiskSample("sda", disk * ms, 0.0, 0.0),),
            networks=(
                NetworkSample(
                    "eth0",
                    (network or 0.0) * ms / 1000 * 125e6,
                    0.0,
                    125e6 if network is not None else Unknown("the speed of eth0 is not told"),
                ),
            ),
            processes=(
                ProcessSample(
                    task_manager=identifier,
                    pid=42,
                    jvm_cpu_ms=5000 + jvm * ms,
                    python_cpu_ms=5000 + python * ms,
                    python_workers=workers if python else 0,
                    resident_bytes=1e9,
                    heap=JvmHeapSample(old, 7, share * full, share * pauses) if heap else Unknown("there is no jstat"),
                    gc_cpu_ms=gc * ms,
                    task_cpu_ms={vertex: cores * ms for vertex, cores in (tasks or {}).items()},
                    queued_ms=Unknown("not told") if queued is None else queued * ms,
                    **process,  # type: ignore[arg-type]
                ),
            ),
        )

    return look(0.0), look(1.0)
