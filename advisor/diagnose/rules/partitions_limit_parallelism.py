"""A limit that more parallelism cannot lift: there are no more partitions than subtasks that read them.

That is a source at its end, or what is connected to it one to one. Flink's autoscaler lets a source pass the number of
partitions; the subtasks beyond it read nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.vertex import VertexMeasure

THRESHOLDS = ()
CURE = (
    "Add partitions to the topic (keys move to other partitions), or make the work of the source's chain cheaper; "
    "rebalance() behind the source lets more subtasks share what is below it."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent unless the verdict is that a source limits the job, or that partitions are the cause: else nobody wants
    more of it. Silent, too, when the source has time and waits for Kafka."""
    for source in _sources_in_question(context):
        partitions = len(source.partitions)
        if not 0 < partitions <= source.parallelism:
            continue
        limited = context.verdict.operator if context.verdict.vertex != source.id else "the job"
        them = "the 1 partition" if partitions == 1 else f"the {partitions} partitions"
        yield Finding(
            rule="partitions_limit_parallelism",
            severity="warning",
            confidence=context.verdict.confidence,
            operator=source.uid,
            message=f"{them} of {source.uid} limit{'s' if partitions == 1 else ''} {limited}: "
            "more parallelism would read nothing",
            evidence=(Evidence("partitions", partitions, source.parallelism, "partitions", "Kafka source"),),
            help=CURE,
        )


def _sources_in_question(context: Context) -> list[VertexMeasure]:
    verdict, job = context.verdict, context.job
    if verdict.vertex is None:
        return []
    if verdict.kind == "source_bound" and verdict.cause == "external_wait":
        return []
    if verdict.kind == "source_bound":
        return [job.vertex(verdict.vertex)]
    if verdict.cause != "partitions":
        return []
    return [each for each in job.sources if verdict.vertex in job.topology.below(each.id)]
