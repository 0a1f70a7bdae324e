"""Interval, timeout and alignment of checkpoints: first when they are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.diagnose.context import Context
from advisor.model.checkpoints import CheckpointSample
from advisor.model.settings import JobSettings
from advisor.model.unknown import Unknown
from advisor.plan.checkpoints import DEBLOAT, INTERVAL, TIMEOUT, in_seconds, plan_checkpoints, round_duration
from advisor.plan.recommendation import Patch
from tests.builders import Op, checkpoint, checkpoints, context, observe

CALM = (Op("source", 0.3), Op("sink", 0.4))
# A barrier that needs 14 s to the sink.
HELD = (Op("source", 0.02, 0.97), Op("sink", 1.0, gauges={"checkpointStartDelayNanos": 14e9}))
UNALIGNED = "execution.checkpointing.unaligned.enabled"


def lasting(seconds: float, count: int = 3) -> tuple[CheckpointSample, ...]:
    return tuple(checkpoint(20 - n, seconds * 1000) for n in range(count))


def expired(count: int) -> tuple[CheckpointSample, ...]:
    reason = "Checkpoint expired before completing."
    return tuple(checkpoint(30 - n, 600_000, "FAILED", failure=reason) for n in range(count))


def seen(
    job: tuple[Op, ...],
    *history: CheckpointSample,
    configuration: dict[str, str] | None = None,
    settings: JobSettings | None = None,
    **config: object,
) -> Context:
    known = checkpoints(*history, **config)  # type: ignore[arg-type]
    return context(observe(*job, checkpoints=known, configuration=configuration or {}), settings)


def changes(found: Context) -> dict[str, tuple[object, object]]:
    return {each.setting: (each.current, each.proposed) for each in plan_checkpoints(found)}


# What is left alone


def test_checkpoints_that_come_through_stay_as_they_are() -> None:
    """Fast ones, and stretched ones that are not late."""
    assert changes(seen(CALM, *lasting(0.5))) == {}
    assert changes(seen(HELD, *lasting(9))) == {}


def test_a_young_job_is_left_alone() -> None:
    """Two slow ones, one failed."""
    assert changes(seen(CALM, *lasting(30, count=2), *expired(1))) == {}


def test_checkpoints_that_were_not_read_get_no_advice() -> None:
    """Nor does a job that makes none."""
    assert plan_checkpoints(context(observe(*HELD))) == ()
    assert changes(seen(CALM, *lasting(30), interval_ms=Unknown("checkpointing is off"))) == {}


def test_failures_of_another_kind_are_not_cured_by_time() -> None:
    """The storage is away."""
    declined = tuple(checkpoint(30 - n, 50.0, "FAILED", failure="Could not write") for n in range(4))
    assert changes(seen(CALM, *declined, *lasting(0.5))) == {}


def test_what_the_profile_has_already_only_waits_for_its_deployment() -> None:
    """Unaligned checkpoints, not yet in the cluster."""
    settings = JobSettings(flink={UNALIGNED: True}, from_profile=True)
    assert changes(seen(HELD, *lasting(15), settings=settings)) == {}


# What is changed


def test_barriers_that_wait_may_overtake() -> None:
    """With what remains of the checkpoint as its effect."""
    (found,) = plan_checkpoints(seen(HELD, *lasting(15)))
    assert (found.setting, found.current, found.proposed) == (UNALIGNED, False, True)
    assert found.because == (
        "14.0 of 15.0 s of a checkpoint are the way of its barrier through the backpressure to sink"
    )
    assert found.predicted_effect == "15.0 s -> about 1.0 s; what is in buffers becomes part of it"


def test_the_interval_is_not_raised_for_a_checkpoint_that_waits() -> None:
    """15 s every 10: the wait is the cause, and is cured."""
    assert changes(seen(HELD, *lasting(15))) == {UNALIGNED: (False, True)}


def test_at_least_once_knows_no_unaligned_checkpoints() -> None:
    """Fewer records in buffers help there."""
    configuration = {"execution.checkpointing.mode": "AT_LEAST_ONCE"}
    assert changes(seen(HELD, *lasting(15), configuration=configuration)) == {DEBLOAT: (False, True)}


@pytest.mark.parametrize(("version", "key"), [("1.18.1", "execution.checkpointing.unaligned"), ("1.20.1", UNALIGNED)])
def test_the_key_is_the_one_that_this_flink_reads(version: str, key: str) -> None:
    """Flink 1.19 gave it its ending."""
    found = seen(HELD, *lasting(15))
    old = replace(found, job=replace(found.job, last=replace(found.job.last, flink_version=version)))
    assert changes(old) == {key: (False, True)}


def test_checkpoints_longer_than_their_interval_get_twice_the_time() -> None:
    """14 s every 10: 28 s, and so 30."""
    (found,) = plan_checkpoints(seen(CALM, *lasting(14)))
    assert (found.setting, found.current, found.proposed) == (INTERVAL, "10 s", "30 s")
    assert found.because == "a checkpoint takes 14.0 s, and one is due every 10 s"
    assert "after a failure up to 30 s are read again" in found.predicted_effect


def test_the_patch_changes_the_profile() -> None:
    """By Flink's key, in its section."""
    settings = JobSettings(flink={INTERVAL: "10 s"}, from_profile=True)
    (found,) = plan_checkpoints(seen(CALM, *lasting(14), settings=settings))
    assert found.patch == Patch(f"flink.{INTERVAL}", "10 s", "30 s")


def test_checkpoints_that_expire_get_more_time() -> None:
    """Where nothing holds their barriers back."""
    assert changes(seen(CALM, *expired(3), *lasting(400))) == {TIMEOUT: ("10 min", "20 min")}


def test_checkpoints_that_expire_under_backpressure_become_unaligned() -> None:
    """More time would only make them older."""
    assert changes(seen(HELD, *expired(3))) == {UNALIGNED: (False, True)}


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [(900, "1 s"), (28_000, "30 s"), (31_000, "1 min"), (3_700_000, "120 min"), (100_000_000, "1680 min")],
)
def test_a_duration_is_rounded_up_to_one_that_people_recognise(milliseconds: float, text: str) -> None:
    """Never below what is wanted."""
    assert round_duration(milliseconds) == text


def test_a_duration_is_written_as_flink_reads_it() -> None:
    """In its largest whole unit."""
    assert [in_seconds(each) for each in (250, 1000, 90_000, 120_000)] == ["250 ms", "1 s", "90 s", "2 min"]
