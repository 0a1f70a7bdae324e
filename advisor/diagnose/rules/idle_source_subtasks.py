"""A source with more subtasks than partitions: some read nothing, and hold back watermarks.

They take slots, and without withIdleness every event-time window waits for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding

THRESHOLDS = ()
CURE = "Lower the source's parallelism to the number of partitions, or add partitions to the topic."


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent for sources that do not tell their partitions, and for partitions that are merely quiet."""
    for source in context.job.sources:
        partitions = len(source.partitions)
        if not 0 < partitions < source.parallelism:
            continue
        idle = source.parallelism - partitions
        yield Finding(
            rule="idle_source_subtasks",
            severity="warning",
            confidence=0.95,
            operator=source.uid,
            message=f"{idle} of {source.parallelism} subtasks of {source.uid} have no partition: the topic has "
            f"{partitions}",
            evidence=(Evidence("partitions", partitions, source.parallelism, "partitions", "Kafka source"),),
            help=CURE,
        )
