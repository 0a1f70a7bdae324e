"""A database that went away while it was watched: what the window says of the job is of before."""

from __future__ import annotations

from advisor.diagnose.database import database_away
from advisor.diagnose.ruled_out import rule_out
from advisor.diagnose.usable import not_enough
from advisor.diagnose.verdict import Evidence, Verdict
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import is_known, known_or


def lost_its_database(job: JobMeasure, settings: JobSettings) -> Verdict | None:
    """`stalled` when the sink has written nothing since the look before the last; else that this cannot be judged."""
    sinks = [vertex for vertex in job.vertices if vertex.batches is not None]
    if not job.database_lost or not sinks:
        return None
    for sink in sinks:
        if _stands_still(sink, settings.thresholds) and (away := database_away(job, sink)):
            what = f"{sink.uid} was busy all the last part of the window and no flush ended in it"
            evidence = Evidence(what, 0, None, "rows", "sink counters")
            confidence = round(0.9 * job.completeness, 2)
            others = rule_out(job, sink, settings.thresholds)
            return Verdict("stalled", sink.uid, sink.id, "external_wait", confidence, (evidence, away), others)
    return not_enough("the database answered at first and does not any more: what was measured is of before; ask again")


def _stands_still(sink: VertexMeasure, thresholds: Thresholds) -> bool:
    """In the last of several parts of the window."""
    if sink.batches is None or not sink.intervals:
        return False
    lately, busy = sink.batches.rows_lately_per_second, sink.intervals[-1].busy_ratio
    return is_known(lately) and lately == 0 and known_or(busy, 0.0) >= thresholds.saturated_busy_ratio
