"""Waits until a job that was just started does what it will do."""

from __future__ import annotations

import time
from pathlib import Path

from advisor.cli._source import Source, settings_from, waiting
from advisor.tune.steady import wait_until_steady


def settle(source: Source, profile: Path, job_id: str, longest_seconds: float) -> None:
    """Until its throughput is steady, or that long."""
    flink = source.flink()
    warm_up = settings_from(profile).thresholds.warm_up_seconds
    with waiting(f"waiting until the throughput is steady, {longest_seconds:.0f} s at most"):
        wait_until_steady(lambda: flink.collect_job(job_id), warm_up, longest_seconds, time.sleep, time.monotonic)
