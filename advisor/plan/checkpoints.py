"""Interval, timeout and alignment of checkpoints that are late, fail, or wait behind records."""

from __future__ import annotations

import math

from advisor.diagnose.candidates import held_back
from advisor.diagnose.checkpointing import (
    Stretched,
    checkpoints_of,
    expired,
    failures_in_a_row,
    find_stretched,
    late_beyond_ms,
)
from advisor.diagnose.context import Context
from advisor.diagnose.flink_values import flink_setting
from advisor.measure.checkpoints import CheckpointsMeasure
from advisor.model.unknown import is_known
from advisor.plan.flink_key import recommend
from advisor.plan.recommendation import Recommendation

INTERVAL = "execution.checkpointing.interval"
TIMEOUT = "execution.checkpointing.timeout"
DEBLOAT = "taskmanager.network.memory.buffer-debloat.enabled"
# Half of the time without a checkpoint is left to the job.
INTERVAL_FOR_DURATION = 2.0
TIMEOUT_STEP = 2.0
# Steps that people recognise: seconds up to half a minute, then minutes, then hours.
_ROUND_SECONDS = (
    1,
    2,
    5,
    10,
    15,
    20,
    30,
    *(60 * each for each in (1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 240, 480, 1440)),
)


def plan_checkpoints(context: Context) -> tuple[Recommendation, ...]:
    """What makes checkpoints come through; nothing while they do, or while they are not known."""
    checkpoints = checkpoints_of(context)
    if checkpoints is None:
        return ()
    late = late_beyond_ms(context, checkpoints) is not None
    if late and (stretched := find_stretched(context)):
        return _let_barriers_pass(context, _why_stretched(stretched), _effect_of_passing(stretched))
    failed = failures_in_a_row(checkpoints)
    if len(failed) >= context.thresholds.failed_checkpoints_count and all(map(expired, failed)):
        return _let_them_finish(context, checkpoints, len(failed))
    return _less_often(context, checkpoints) if late else ()


def _why_stretched(found: Stretched) -> str:
    return (
        f"{found.barrier_ms / 1000:,.1f} of {found.duration_ms / 1000:,.1f} s of a checkpoint are the way of its "
        f"barrier through the backpressure to {found.vertex.uid}"
    )


def _effect_of_passing(found: Stretched) -> str:
    rest = found.duration_ms - found.barrier_ms
    return f"{found.duration_ms / 1000:,.1f} s -> about {rest / 1000:,.1f} s; what is in buffers becomes part of it"


def _let_them_finish(context: Context, checkpoints: CheckpointsMeasure, count: int) -> tuple[Recommendation, ...]:
    why = f"the last {count} checkpoints took longer than their timeout"
    if held_back(context.job, context.thresholds) and not checkpoints.unaligned:
        return _let_barriers_pass(context, f"{why}, while operators are held back", "checkpoints complete again")
    if not is_known(checkpoints.timeout_ms):
        return ()
    longer = round_duration(checkpoints.timeout_ms * TIMEOUT_STEP)
    current = in_seconds(checkpoints.timeout_ms)
    return recommend(context, TIMEOUT, longer, why, "they may complete; why they are slow is not cured", current)


def _let_barriers_pass(context: Context, why: str, effect: str) -> tuple[Recommendation, ...]:
    """Unaligned checkpoints, which Flink allows for exactly-once only; else fewer records in front of a barrier."""
    mode = (flink_setting(context, "execution.checkpointing.mode") or "").replace("-", "_").upper()
    if mode == "AT_LEAST_ONCE":
        effect = "buffers hold about a second of records, so a barrier is through in about a second an operator"
        return recommend(context, DEBLOAT, True, why, effect, current=False)
    return recommend(context, _unaligned_key(context.job.last.flink_version), True, why, effect, current=False)


def _unaligned_key(flink_version: str) -> str:
    """Flink 1.19 gave the key its ending; later ones read both."""
    parts = flink_version.split(".")
    old = len(parts) > 1 and parts[0] == "1" and parts[1].isdigit() and int(parts[1]) < 19
    return "execution.checkpointing.unaligned" if old else "execution.checkpointing.unaligned.enabled"


def _less_often(context: Context, checkpoints: CheckpointsMeasure) -> tuple[Recommendation, ...]:
    usual, interval = checkpoints.duration_ms, checkpoints.interval_ms
    if not is_known(usual) or not is_known(interval):
        return ()
    longer = round_duration(usual * INTERVAL_FOR_DURATION)
    why = f"a checkpoint takes {usual / 1000:,.1f} s, and one is due every {in_seconds(interval)}"
    effect = f"half of the time is the job's own again; after a failure up to {longer} are read again"
    return recommend(context, INTERVAL, longer, why, effect, in_seconds(interval))


def round_duration(milliseconds: float) -> str:
    """The next longer one that people recognise, as Flink reads it: "30 s", "2 min"; whole hours beyond a day."""
    whole_hours = math.ceil(milliseconds / 3_600_000) * 3600
    return in_seconds(1000 * next((each for each in _ROUND_SECONDS if each * 1000 >= milliseconds), whole_hours))


def in_seconds(milliseconds: float) -> str:
    """As Flink reads it: minutes where they are whole, else seconds, else milliseconds."""
    if milliseconds >= 60_000 and milliseconds % 60_000 == 0:
        return f"{milliseconds / 60_000:g} min"
    return f"{milliseconds / 1000:g} s" if milliseconds % 1000 == 0 else f"{milliseconds:g} ms"
