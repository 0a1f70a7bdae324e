"""Garbage collections that stop a TaskManager for so long that others take it for dead.

No record is processed and no heartbeat sent meanwhile. Past `heartbeat.timeout` the JobManager gives the TaskManager
up and the job restarts; past `session.timeout.ms` Kafka takes the partitions from a consumer that joined a group.
Flink's own Kafka source joins none. Flink tells only how often and how long in all, so this holds the mean pause
against a share of the timeout.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.garbage import (
    SOURCE,
    Pause,
    and_others,
    heartbeat_timeout_ms,
    long_pause_ms,
    long_pauses,
    near_timeout_ms,
)
from advisor.diagnose.verdict import Evidence, Finding

THRESHOLDS = ("long_gc_pause_ms", "gc_pause_of_timeout_ratio", "heartbeat_timeout_ms", "kafka_session_timeout_ms")
CURE = (
    "Shorten the pauses before anything else: G1 with -XX:MaxGCPauseMillis, and a heap that is not full. A longer "
    "heartbeat.timeout only hides them, and delays the notice of a machine that is really lost."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent on pauses below a second that no timeout is near to, and on collectors that run beside the tasks."""
    found = long_pauses(context)
    if not found:
        return
    heartbeat, least = heartbeat_timeout_ms(context), long_pause_ms(context)
    worst = found[0]
    yield Finding(
        rule="long_gc_pauses",
        severity="critical" if worst.mean_ms >= near_timeout_ms(context) else "warning",
        confidence=round(0.9 * context.job.completeness, 2),
        operator=None,
        message=f"{worst.machine.id} stops {worst.mean_ms / 1000:,.1f} s for a garbage collection on average"
        f"{and_others(len(found))}; after {heartbeat / 1000:,.0f} s without a heartbeat Flink gives it up",
        evidence=(*(_mean(each, least) for each in found[:3]), *_timeouts(worst, heartbeat, context)),
        help=CURE,
    )


def _mean(pause: Pause, most: float) -> Evidence:
    what = f"{pause.machine.id}: mean of {pause.collections} collections of {pause.collector}"
    return Evidence(what, round(pause.mean_ms), round(most), "ms", SOURCE)


def _timeouts(worst: Pause, heartbeat: float, context: Context) -> Iterator[Evidence]:
    share = context.thresholds.gc_pause_of_timeout_ratio
    session = context.thresholds.kafka_session_timeout_ms
    for name, timeout, source in (
        ("heartbeat.timeout", heartbeat, "Flink's configuration"),
        ("session.timeout.ms, for a consumer that joins a group", session, "Kafka's default"),
    ):
        what = f"the mean pause beside {name} ({timeout:,.0f} ms)"
        yield Evidence(what, round(worst.mean_ms / timeout, 3), share, "share of the timeout", source)
