"""Checkpoints that take longer than the time between them, or come near their timeout.

The job checkpoints all the time then, and after a failure more is done again than the interval promises.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.checkpointing import SOURCE, checkpoints_of, completed, enough, find_stretched, late_beyond_ms
from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.checkpoints import CheckpointsMeasure
from advisor.model.unknown import is_known

THRESHOLDS = ("slow_checkpoint_ratio", "checkpoint_of_timeout_ratio", "checkpoints_seen_count")
CURE = (
    "Write less or write it faster: incremental checkpoints (execution.checkpointing.incremental) for large RocksDB "
    "state, faster checkpoint storage, or a longer execution.checkpointing.interval."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent on a young job, without an interval, and where backpressure explains it: that is another rule's."""
    checkpoints = checkpoints_of(context)
    if checkpoints is None or find_stretched(context) is not None:
        return
    evidence = [*_late(checkpoints, context), *_near_timeout(checkpoints, context)]
    if not evidence:
        return
    yield Finding(
        rule="slow_checkpoints",
        severity="warning",
        confidence=round(0.9 * context.job.completeness, 2),
        operator=None,
        message="; ".join(each.what for each in evidence[:2]),
        evidence=(*evidence, *_state(checkpoints)),
        help=CURE,
    )


def _late(checkpoints: CheckpointsMeasure, context: Context) -> Iterator[Evidence]:
    usual, interval, most = checkpoints.duration_ms, checkpoints.interval_ms, late_beyond_ms(context, checkpoints)
    if most is not None and is_known(usual) and is_known(interval):
        of = len(completed(checkpoints))
        what = f"a checkpoint takes {usual / 1000:,.1f} s (median of {of}), and one is due every {interval / 1000:g} s"
        yield Evidence(what, round(usual), round(most), "ms", SOURCE)


def _near_timeout(checkpoints: CheckpointsMeasure, context: Context) -> Iterator[Evidence]:
    timeout = checkpoints.timeout_ms
    if not is_known(timeout):
        return
    most = context.thresholds.checkpoint_of_timeout_ratio * timeout
    usual, running = checkpoints.duration_ms, checkpoints.running_ms
    if is_known(running) and running >= most:
        what = f"one is under way for {running / 1000:,.1f} s, and fails at {timeout / 1000:,.0f} s"
        yield Evidence(what, round(running), round(most), "ms", SOURCE)
    elif is_known(usual) and usual >= most and enough(context, checkpoints):
        what = f"checkpoints take {usual / 1000:,.1f} s (median), and fail at {timeout / 1000:,.0f} s"
        yield Evidence(what, round(usual), round(most), "ms", SOURCE)


def _state(checkpoints: CheckpointsMeasure) -> Iterator[Evidence]:
    done = completed(checkpoints)
    if done and is_known(done[0].state_bytes):
        size = done[0].state_bytes
        yield Evidence(f"the newest one holds {size / 1e6:,.1f} MB", round(size), None, "bytes", SOURCE)
