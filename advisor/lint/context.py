"""What a file alone does not tell: from options of the command, or from the job's profile. None: not known."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.lint.subjects import Client

# What Flink 1.20 and 2.x run on; an unknown JDK is one of these.
SUPPORTED_JDKS = (11, 17, 21)


@dataclass(frozen=True)
class Context:
    """`records_per_second` arrive in the whole job; `gc_pause_ms` is the longest pause that was seen."""

    flink: str | None = None
    jdk: int | None = None
    client: Client | None = None
    partitions: int | None = None
    gc_pause_ms: float | None = None
    records_per_second: float | None = None
    latency_budget_ms: float | None = None
    slots: float | None = None
    connections: float | None = None
    database: bool | None = None
