"""A checkpoint that is given up before the next one is due.

A slow checkpoint harms nobody while the interval lasts; one that times out is lost, with all its work, and counts as a
failure.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import FlinkConfig

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/state/large_state_tuning/"
_TIMEOUT, _INTERVAL = "execution.checkpointing.timeout", "execution.checkpointing.interval"


def check(config: FlinkConfig, _context: Context) -> Iterator[Fault]:
    """Silent where either is not set: the default timeout of 10 minutes is right for an interval of an hour, too."""
    timeout, interval = config.get(_TIMEOUT), config.get(_INTERVAL)
    if timeout is None or interval is None:
        return
    given, due = timeout.milliseconds(), interval.milliseconds()
    if given is not None and due is not None and given < due:
        yield Fault(
            timeout.place,
            _TIMEOUT,
            f"{given / 1000:g} s is less than the interval of {due / 1000:g} s",
            f"at least {_INTERVAL}; 10 min is Flink's default",
        )
