"""A source with more subtasks than it has partitions to read: some read nothing, and hold back watermarks.

They take slots, and without withIdleness every event-time window waits for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.candidates import held
from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import Measure, is_known, known_or, total

THRESHOLDS = ("backpressure_ok_ratio", "idle_below_ratio", "read_beside_idle_count")
CURE = (
    "Lower the source's parallelism to the number of partitions, or add partitions to the topic; until then "
    "WatermarkStrategy.with_idleness lets windows go on."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent for partitions that are merely quiet. Of sources that do not tell their partitions: silent while little
    is read, while they are held back, on subtasks that have ended, and in chains (what a filter drops was read)."""
    for source in context.job.sources:
        partitions = len(source.partitions)
        if partitions == 0:
            yield from _reads_nothing(context, source)
        elif partitions < source.parallelism:
            idle = source.parallelism - partitions
            there = "there is 1" if partitions == 1 else f"there are {partitions}"
            yield Finding(
                rule="idle_source_subtasks",
                severity="warning",
                confidence=0.95,
                operator=source.uid,
                message=f"{idle} of {source.parallelism} subtasks of {source.uid} have no partition: {there}",
                evidence=(Evidence("partitions", partitions, source.parallelism, "partitions", "Kafka source"),),
                help=CURE,
            )


def _reads_nothing(context: Context, source: VertexMeasure) -> Iterator[Finding]:
    """By their records: less sure, as nobody says that it stays so."""
    thresholds = context.thresholds
    rates: list[Measure] = [each.records_out_per_second for each in source.subtasks]
    rate = total(rates)
    if not is_known(rate) or source.chain or held(source) > thresholds.backpressure_ok_ratio:
        return
    idle = sum(
        each.records_out_per_second == 0 and known_or(each.idle_ratio, 0.0) > thresholds.idle_below_ratio
        for each in source.subtasks
    )
    an_even_share = rate * known_or(context.job.window_seconds, 0.0) / source.parallelism
    if idle == 0 or an_even_share < thresholds.read_beside_idle_count:
        return
    yield Finding(
        rule="idle_source_subtasks",
        severity="info",
        confidence=round(0.6 * context.job.completeness, 2),
        operator=source.uid,
        message=f"{idle} of {source.parallelism} subtasks of {source.uid} read nothing in the window, the others "
        f"{rate:,.0f} rec/s",
        evidence=(Evidence("subtasks without a record", idle, 0, "subtasks", "Flink REST"),),
        help=CURE,
    )
