"""Why a few subtasks are full while the others of the same operator have time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from advisor.diagnose.candidates import busiest
from advisor.diagnose.lag import arriving_per_second, reading_per_second
from advisor.diagnose.verdict import Cause, Evidence
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import Measure, is_known, known_or

FLINK = "Flink REST"
# How records reach a subtask: by key, or from the one subtask above it.
BY_KEY = ("HASH",)
ONE_TO_ONE = ("FORWARD", "RESCALE")


@dataclass(frozen=True)
class HotPartition:
    """The partition with the most records: its share of them, and what an even share would be (0-1).

    `told_by` is "Kafka" for what arrives, "Kafka source" for what is read.
    """

    name: str
    share: float
    fair: float
    told_by: str


def is_skewed(vertex: VertexMeasure, thresholds: Thresholds) -> bool:
    """Whether the busiest subtask is far above the mean."""
    mean = known_or(vertex.busy_ratio, 0.0)
    return vertex.parallelism > 1 and busiest(vertex) >= thresholds.skewed_ratio * mean


def find_skew_cause(
    job: JobMeasure, vertex: VertexMeasure, settings: JobSettings
) -> tuple[Cause, tuple[Evidence, ...]]:
    """A hot key, a hot partition, too few partitions, or unknown."""
    evidence = [_who_carries_it(vertex, settings.thresholds)]
    edges = [edge for edge in job.topology.edges if edge.downstream == vertex.id]
    source = _partitioned_source(job, vertex)
    if source is not None:
        working = sum(1 for s in vertex.subtasks if known_or(s.records_in_per_second, 0) > 0)
        partitions = len(source.partitions)
        if 0 < partitions < vertex.parallelism and working <= partitions:
            what = f"{source.uid} reads {partitions} partitions: no more than {partitions} subtasks get records"
            return "partitions", (
                *evidence,
                Evidence(what, partitions, vertex.parallelism, "partitions", "Kafka source"),
            )
        hot = hottest_partition(source, settings.thresholds)
        if hot is not None and hot.share >= settings.thresholds.skewed_ratio * hot.fair:
            records = "the records" if hot.told_by == "Kafka source" else "what arrives"
            what = f"partition {hot.name} carries {hot.share:.0%} of {records} ({hot.fair:.0%} would be even)"
            return "hot_partition", (
                *evidence,
                Evidence(what, round(hot.share, 3), round(hot.fair, 3), "share", hot.told_by),
            )
    if edges and all(edge.ship_strategy in BY_KEY for edge in edges):
        skew = vertex.skew_ratio
        if is_known(skew) and skew >= settings.thresholds.skewed_ratio:
            return "hot_key", (*evidence, Evidence(*_hot_keys(vertex, skew, settings.thresholds)))
    return "unknown", tuple(evidence)


def hottest_partition(source: VertexMeasure, thresholds: Thresholds) -> HotPartition | None:
    """The partition with the most records, of those that arrive where Kafka tells and enough do, else that are read."""
    if arriving := _arriving(source, thresholds):
        return _hottest(arriving, "Kafka")
    return _hottest(source.partitions, "Kafka source")


def _arriving(source: VertexMeasure, thresholds: Thresholds) -> dict[str, Measure] | None:
    """By partition; None where it is not known, or a trickle beside a backlog of which the job reads."""
    arriving, reading = arriving_per_second(source), reading_per_second(source)
    window = max((each.window_ms for each in source.subtasks if is_known(each.window_ms)), default=0.0) / 1000
    if source.input is None or not is_known(arriving):
        return None
    if arriving * window < thresholds.spread_records_count or arriving < 0.5 * known_or(reading, 0.0):
        return None
    return {each.name: each.arriving_per_second for each in source.input.partitions}


def _hottest(partitions: Mapping[str, Measure], told_by: str) -> HotPartition | None:
    rates = {name: rate for name, rate in partitions.items() if is_known(rate)}
    whole = sum(rates.values())
    if len(rates) < max(2, len(partitions)) or whole <= 0:
        return None
    name = max(rates, key=lambda each: rates[each])
    return HotPartition(name, rates[name] / whole, 1 / len(rates), told_by)


def key_groups(vertex: VertexMeasure, index: int) -> tuple[int, int]:
    """The first and last key group of a subtask, as KeyGroupRangeAssignment of Flink deals them out."""
    groups, parallelism = vertex.max_parallelism, vertex.parallelism
    return (index * groups + parallelism - 1) // parallelism, ((index + 1) * groups - 1) // parallelism


def _who_carries_it(vertex: VertexMeasure, thresholds: Thresholds) -> Evidence:
    top = max(vertex.subtasks, key=lambda each: known_or(each.busy_ratio, 0.0))
    others = [known_or(each.busy_ratio, 0.0) for each in vertex.subtasks if each is not top]
    what = (
        f"subtask {top.index} is busy {known_or(top.busy_ratio, 0):.0%}, "
        f"the other {len(others)} of {vertex.uid} {median(others):.0%} (median)"
    )
    return Evidence(what, round(known_or(top.busy_ratio, 0), 3), thresholds.skewed_ratio, "busy ratio", FLINK)


def _hot_keys(vertex: VertexMeasure, skew: float, thresholds: Thresholds) -> tuple[str, float, float, str, str]:
    top = max(vertex.subtasks, key=lambda each: known_or(each.records_in_per_second, 0.0))
    first, last = key_groups(vertex, top.index)
    groups = f" (key groups {first} to {last})" if vertex.max_parallelism > 0 else ""
    what = f"subtask {top.index}{groups} gets {skew:.1f} times the records of the median subtask: some keys are hot"
    return what, round(skew, 2), thresholds.skewed_ratio, "max / median of records", FLINK


def _partitioned_source(job: JobMeasure, vertex: VertexMeasure) -> VertexMeasure | None:
    """The Kafka source whose partitions decide which subtask gets a record: itself, or above it one to one."""
    while not vertex.partitions:
        edges = [edge for edge in job.topology.edges if edge.downstream == vertex.id]
        if len(edges) != 1 or edges[0].ship_strategy not in ONE_TO_ONE:
            return None
        vertex = job.vertex(edges[0].upstream)
    return vertex
