"""Why a saturated operator is slow: only what the evidence carries, `unknown` otherwise."""

from __future__ import annotations

from advisor.diagnose.thresholds import FLUSHES_DOMINATE, SMALL_BATCH
from advisor.diagnose.verdict import Cause, Evidence
from advisor.measure.batches import BatchMeasure, DatabaseMeasure
from advisor.measure.job import JobMeasure, VertexMeasure
from advisor.model.settings import OperatorSettings
from advisor.model.unknown import is_known, known_or


def find_cause(
    job: JobMeasure, culprit: VertexMeasure, settings: OperatorSettings | None
) -> tuple[Cause, tuple[Evidence, ...]]:
    """The cause of a saturated operator and its evidence."""
    evidence = [*_from_sink(culprit.batches), *_from_database(culprit.batches, settings, job.database)]
    if not evidence and settings and settings.batch_size is not None and settings.batch_size <= SMALL_BATCH.value:
        evidence = [
            Evidence(
                f"the profile sets a batch size of {settings.batch_size}",
                settings.batch_size,
                SMALL_BATCH.value,
                "rows",
                "profile",
            )
        ]
    small = [each for each in evidence if each.unit == "rows" and _is_small(each)]
    if small:
        return "small_batches", tuple(evidence)
    if culprit.batches and known_or(culprit.batches.flush_share, 0) >= FLUSHES_DOMINATE.value:
        return "external_wait", tuple(evidence)
    return "unknown", tuple(evidence)


def _is_small(evidence: Evidence) -> bool:
    return isinstance(evidence.observed, int | float) and evidence.observed <= SMALL_BATCH.value


def _from_sink(batches: BatchMeasure | None) -> list[Evidence]:
    if batches is None or not is_known(batches.rows_per_flush) or not is_known(batches.ms_per_flush):
        return []
    share = f", {batches.flush_share:.0%} of its time" if is_known(batches.flush_share) else ""
    return [
        Evidence(
            f"{batches.rows_per_flush:,.1f} rows a flush, {batches.ms_per_flush:.2f} ms each{share}",
            round(batches.rows_per_flush, 2),
            SMALL_BATCH.value,
            "rows",
            "sink counters",
        )
    ]


def _from_database(
    batches: BatchMeasure | None, settings: OperatorSettings | None, database: DatabaseMeasure | None
) -> list[Evidence]:
    """Rows per commit, for an operator that is known to write to a database."""
    writes = batches is not None or (settings is not None and settings.batch_size is not None)
    if not writes or database is None or not is_known(database.rows_per_commit):
        return []
    return [
        Evidence(
            f"{database.rows_per_commit:,.1f} rows a commit in Postgres: "
            f"{database.rows:,} rows changed in {database.commits:,} commits",
            round(database.rows_per_commit, 2),
            SMALL_BATCH.value,
            "rows",
            "pg_stat_database",
        )
    ]
