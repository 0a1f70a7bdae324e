"""For every operator that the verdict does not name: why it is not the one."""

from __future__ import annotations

import math

from advisor.diagnose.thresholds import BACKPRESSURE_OK, CONNECTIONS_SHORT, SATURATED
from advisor.diagnose.verdict import Evidence, RuledOut
from advisor.measure.batches import DatabaseMeasure
from advisor.measure.job import JobMeasure, VertexMeasure
from advisor.model.unknown import Unknown, is_known

FLINK = "Flink REST"


def rule_out(job: JobMeasure, culprit: VertexMeasure | None) -> tuple[RuledOut, ...]:
    """Evidence for each operator but the culprit, in flow order, and for the database when it was asked."""
    operators = [RuledOut(v.uid, _why_not(v)) for v in job.vertices if culprit is None or v.id != culprit.id]
    return (*operators, *_rule_out_database(job.database))


def _rule_out_database(database: DatabaseMeasure | None) -> list[RuledOut]:
    """Silent when somebody waits for a lock or connections run short: then it may well be the one."""
    if database is None or database.waiting_for_locks:
        return []
    share = database.connections / max(database.max_connections, 1)
    if share > CONNECTIONS_SHORT.value:
        return []
    fact = f"no lock waits, {database.connections} of {database.max_connections} connections"
    return [RuledOut("the database", (Evidence(fact, round(share, 3), CONNECTIONS_SHORT.value, "share", "Postgres"),))]


def _why_not(vertex: VertexMeasure) -> tuple[Evidence, ...]:
    busy, backpressured = vertex.busy_ratio, vertex.backpressured_ratio
    if isinstance(busy, Unknown):
        return (Evidence(f"not known: {busy.reason}", None, None, "busy ratio", FLINK),)
    if is_known(backpressured) and backpressured > BACKPRESSURE_OK.value:
        waits = Evidence(
            f"waits for room downstream {backpressured:.0%} of the time",
            round(backpressured, 3),
            BACKPRESSURE_OK.value,
            "backpressured ratio",
            FLINK,
        )
        return (waits, *_capacity(vertex))
    if busy >= SATURATED.value:
        return (_busy(busy, " too, but nobody above waits for it"),)
    return (_busy(busy, ""), *_capacity(vertex))


def _busy(ratio: float, remark: str) -> Evidence:
    return Evidence(f"busy {ratio:.0%}{remark}", round(ratio, 3), SATURATED.value, "busy ratio", FLINK)


def _capacity(vertex: VertexMeasure) -> tuple[Evidence, ...]:
    could_do = vertex.true_processing_rate
    if not is_known(could_do) or math.isinf(could_do) or could_do <= 0:
        return ()
    fact = f"good for {could_do:,.0f} rec/s"
    return (Evidence(fact, round(could_do, 1), None, "records per second", "records in / busy time"),)
