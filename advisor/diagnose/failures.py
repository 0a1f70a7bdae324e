"""The job's newest failures, as far as they still say something about now."""

from __future__ import annotations

from advisor.measure.job import JobMeasure
from advisor.model.observation import FailureSample
from advisor.model.unknown import is_known


def recent_failures(job: JobMeasure, minutes: float) -> list[FailureSample]:
    """Those of so many minutes before the end of the window, the newest first; not those of unknown time."""
    last = job.last
    oldest_ms = last.taken_at.timestamp() * 1000 - minutes * 60_000
    return [each for each in last.failures if is_known(each.at_ms) and each.at_ms >= oldest_ms]
