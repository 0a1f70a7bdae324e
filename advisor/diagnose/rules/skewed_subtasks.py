"""A few subtasks that do far more than the others of the same operator.

The operator is as slow as its fullest subtask; its mean hides that. Where that subtask gets no more records than the
others, no key is hot: its machine is looked at, or what some records cost.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.candidates import busiest
from advisor.diagnose.context import Context
from advisor.diagnose.skew import key_groups
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.subtask import SubtaskMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import is_known, known_or

THRESHOLDS = ("skewed_ratio", "skew_worth_naming_ratio")
CURE = (
    "Behind a keyBy: salt the hot key, or sum up before it. Elsewhere: rebalance() in front of the operator. More "
    "parallelism does not help."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent while even the fullest subtask has time, where sources have no partition for some subtasks, and on
    sources that do not limit the job: one that reads is always busy."""
    for vertex in context.job.vertices:
        if not context.job.topology.upstream_of(vertex.id) and not context.limits_the_job(vertex):
            continue
        skew = vertex.skew_ratio
        busy = busiest(vertex)
        mean = known_or(vertex.busy_ratio, 0.0)
        if vertex.parallelism < 2 or busy < context.thresholds.skew_worth_naming_ratio:
            continue
        if busy < context.thresholds.skewed_ratio * mean or not _several_work(vertex):
            continue
        top = max(vertex.subtasks, key=lambda each: known_or(each.busy_ratio, 0.0))
        evidence = [
            Evidence("busy ratio of the fullest subtask", round(busy, 3), round(mean, 3), "ratio", "Flink REST"),
        ]
        if is_known(skew):
            most = context.thresholds.skewed_ratio
            evidence.append(Evidence("records, max / median", round(skew, 2), most, "ratio", "Flink REST"))
        even = is_known(skew) and skew < context.thresholds.skewed_ratio
        besides = ", with no more records than the others" if even else ""
        yield Finding(
            rule="skewed_subtasks",
            severity="warning",
            confidence=round(0.9 * context.job.completeness, 2),
            operator=vertex.uid,
            message=f"subtask {top.index} of {vertex.uid}{_groups(context, vertex, top.index)} is busy {busy:.0%}, "
            f"the mean of all {vertex.parallelism} is {mean:.0%}{besides}",
            evidence=tuple(evidence),
            help=_look_at(top) if even else CURE,
        )


def _several_work(vertex: VertexMeasure) -> bool:
    """Whether at least two subtasks got records: a lone one is a matter of partitions."""
    return sum(known_or(each.records_in_per_second, 0) > 0 for each in vertex.subtasks) > 1


def _look_at(subtask: SubtaskMeasure) -> str:
    """What to do when the records are even."""
    where = f" ({subtask.task_manager})" if subtask.task_manager else ""
    return (
        f"It gets no more records than the others, so no key is hot: look at its TaskManager{where} and what else runs "
        "there, and at records that cost more than others."
    )


def _groups(context: Context, vertex: VertexMeasure, index: int) -> str:
    keyed = any(e.downstream == vertex.id and e.ship_strategy == "HASH" for e in context.job.topology.edges)
    if not keyed or vertex.max_parallelism <= 0:
        return ""
    first, last = key_groups(vertex, index)
    return f" (key groups {first} to {last})"
