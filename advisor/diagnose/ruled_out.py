"""For every operator that the verdict does not name: why it is not the one."""

from __future__ import annotations

import math

from advisor.diagnose.inside import Inside
from advisor.diagnose.verdict import Evidence, RuledOut
from advisor.measure.batches import DatabaseMeasure
from advisor.measure.chain import OperatorMeasure
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import Unknown, is_known, known_or, total

FLINK = "Flink REST"


def rule_out(
    job: JobMeasure, culprit: VertexMeasure | None, thresholds: Thresholds, inside: Inside | None = None
) -> tuple[RuledOut, ...]:
    """Evidence for each operator but the culprit, in flow order, and for the database and Kafka when they were asked.

    `inside` is the operator of the culprit's chain that it is; the others of the chain are ruled out by their share.
    """
    found = []
    for vertex in job.vertices:
        if culprit is None or vertex.id != culprit.id:
            found.append(RuledOut(vertex.uid, _why_not(vertex, thresholds)))
        elif inside is not None and inside.uid != culprit.uid:
            found += [_beside(each) for each in culprit.chain if each.uid != inside.uid]
    return (*found, *_rule_out_database(job.database, thresholds), *_rule_out_kafka(job, culprit, thresholds))


def _beside(operator: OperatorMeasure) -> RuledOut:
    share = operator.time_ratio
    if not is_known(share):
        return RuledOut(
            operator.uid, (Evidence("chained to it; the rest of the time is not its", None, None, "", FLINK),)
        )
    fact = f"takes {share:.0%} of the time of the chain"
    return RuledOut(operator.uid, (Evidence(fact, round(share, 3), None, "ratio", "flame graph or sink counters"),))


def _rule_out_database(database: DatabaseMeasure | Unknown, thresholds: Thresholds) -> list[RuledOut]:
    """Silent when somebody waits for a lock or connections run short: then it may well be the one."""
    if isinstance(database, Unknown) or database.waiting_for_locks:
        return []
    share = database.connections / max(database.max_connections, 1)
    most = thresholds.connections_short_ratio
    if share > most:
        return []
    fact = f"no lock waits, {database.connections} of {database.max_connections} connections"
    return [RuledOut("the database", (Evidence(fact, round(share, 3), most, "share", "Postgres"),))]


def _rule_out_kafka(job: JobMeasure, culprit: VertexMeasure | None, thresholds: Thresholds) -> list[RuledOut]:
    """Silent when a source is the one, or one partition gets most: then Kafka, or who writes to it, may have a part."""
    if isinstance(job.kafka, Unknown) or (culprit is not None and culprit in job.sources):
        return []
    rates = [each.arriving_per_second for each in job.kafka.partitions]
    arriving = total(rates)
    if not is_known(arriving):
        return []
    partitions = "1 partition" if len(rates) == 1 else f"{len(rates)} partitions"
    if arriving == 0:
        return [
            RuledOut("Kafka", (Evidence(f"{partitions}, nothing arrives", 0, None, "records per second", "Kafka"),))
        ]
    if max(known_or(each, 0.0) for each in rates) * len(rates) >= thresholds.hot_partition_ratio * arriving:
        return []
    evenly = ", evenly" if len(rates) > 1 else ""
    fact = f"{partitions}, {arriving:,.0f} rec/s arrive{evenly}"
    return [RuledOut("Kafka", (Evidence(fact, round(arriving, 1), None, "records per second", "Kafka"),))]


def _why_not(vertex: VertexMeasure, thresholds: Thresholds) -> tuple[Evidence, ...]:
    busy, backpressured = vertex.busy_ratio, vertex.backpressured_ratio
    if vertex.status == "FINISHED":
        return (Evidence("finished: nobody waits for it", vertex.status, None, "status", FLINK),)
    if is_known(backpressured) and backpressured > thresholds.backpressure_ok_ratio:
        waits = Evidence(
            f"waits for room downstream {backpressured:.0%} of the time",
            round(backpressured, 3),
            thresholds.backpressure_ok_ratio,
            "backpressured ratio",
            FLINK,
        )
        return (waits, *_capacity(vertex))
    if isinstance(busy, Unknown):
        return (Evidence(f"not known: {busy.reason}", None, None, "busy ratio", FLINK),)
    if busy >= thresholds.saturated_busy_ratio:
        return (_busy(busy, " too, but nobody above waits for it", thresholds),)
    return (_busy(busy, "", thresholds), *_capacity(vertex))


def _busy(ratio: float, remark: str, thresholds: Thresholds) -> Evidence:
    return Evidence(f"busy {ratio:.0%}{remark}", round(ratio, 3), thresholds.saturated_busy_ratio, "busy ratio", FLINK)


def _capacity(vertex: VertexMeasure) -> tuple[Evidence, ...]:
    could_do = vertex.true_processing_rate
    if not is_known(could_do) or math.isinf(could_do) or could_do <= 0:
        return ()
    fact = f"good for {could_do:,.0f} rec/s"
    return (Evidence(fact, round(could_do, 1), None, "records per second", "records in / busy time"),)
