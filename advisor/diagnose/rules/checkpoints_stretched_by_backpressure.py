"""Checkpoints that take long because their barriers queue behind records.

An aligned barrier waits in the same buffers as the records before it. Under backpressure these move slowly: most of
the checkpoint's time is the way of the barrier (start delay) and the wait for the slowest input (alignment), not the
state.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.checkpointing import SOURCE, Stretched, find_stretched, late_beyond_ms
from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding

THRESHOLDS = (
    "backpressure_high_ratio",
    "stretched_checkpoint_ratio",
    "barrier_share_ratio",
    "slow_checkpoint_ratio",
    "checkpoints_seen_count",
)
CURE = (
    "Cure the backpressure: the verdict names what limits the job. Until then let barriers overtake records "
    "(execution.checkpointing.unaligned.enabled) or keep fewer of them in buffers "
    "(taskmanager.network.memory.buffer-debloat.enabled); a Python operator finishes its bundle first, so a smaller "
    "one helps too."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent without backpressure, on unaligned checkpoints, on fast ones, and where the state takes the time."""
    found = find_stretched(context)
    if found is None:
        return
    yield Finding(
        rule="checkpoints_stretched_by_backpressure",
        severity="warning" if late_beyond_ms(context, found.checkpoints) is not None else "info",
        confidence=round(0.85 * context.job.completeness, 2),
        operator=found.vertex.uid,
        message=f"checkpoints take {found.duration_ms / 1000:,.1f} s, of which their barrier needs "
        f"{found.barrier_ms / 1000:,.1f} s through the backpressure to {found.vertex.uid}",
        evidence=tuple(_evidence(found, context)),
        help=CURE,
    )


def _evidence(found: Stretched, context: Context) -> Iterator[Evidence]:
    thresholds = context.thresholds
    share = found.barrier_ms / found.duration_ms
    least = thresholds.barrier_share_ratio
    yield Evidence(
        "share of the newest checkpoint until its barrier was through", round(share, 3), least, "ratio", SOURCE
    )
    uid = found.vertex.uid
    yield Evidence(f"start delay at {uid}", round(found.start_delay_ms), None, "ms", "checkpointStartDelayNanos")
    yield Evidence(f"alignment at {uid}", round(found.alignment_ms), None, "ms", "checkpointAlignmentTime")
    most = thresholds.stretched_checkpoint_ratio * found.interval_ms
    yield Evidence("duration of the newest checkpoint", round(found.duration_ms), round(most), "ms", SOURCE)
