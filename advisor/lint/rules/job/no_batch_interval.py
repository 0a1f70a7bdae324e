"""A batch interval of 0: nothing of the sink's own ends a batch that does not fill."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import Job

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/connectors/datastream/jdbc/"


def check(job: Job, _context: Context) -> Iterator[Fault]:
    """Silent where the interval is not set at all, or not known."""
    interval = job.operators[job.sink].batch_interval_ms if job.sink else None
    if interval is None or interval.number() != 0:
        return
    ends = "" if job.bundle_time_ms is None else f" (python.bundle_time_ms, {job.bundle_time_ms:,.0f} ms, does)"
    yield Fault(interval.place, interval.key, f"no interval ends a batch that does not fill{ends}", "200")
