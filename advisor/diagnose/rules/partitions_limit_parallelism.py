"""A source at its end that cannot be scaled: it has as many subtasks as the topic has partitions.

Flink's autoscaler lets a source pass the number of partitions; the subtasks beyond it read nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding

THRESHOLDS = ()
CURE = "Add partitions to the topic (keys move to other partitions), or make the work of the source's chain cheaper."


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent unless the verdict is that this source limits the job: else nobody wants more of it."""
    if context.verdict.kind != "source_bound" or context.verdict.vertex is None:
        return
    source = context.job.vertex(context.verdict.vertex)
    partitions = len(source.partitions)
    if 0 < partitions <= source.parallelism:
        yield Finding(
            rule="partitions_limit_parallelism",
            severity="warning",
            confidence=context.verdict.confidence,
            operator=source.uid,
            message=f"{source.uid} limits the job with a subtask for each of its {partitions} partitions: "
            "more parallelism would read nothing",
            evidence=(Evidence("partitions", partitions, source.parallelism, "partitions", "Kafka source"),),
            help=CURE,
        )
