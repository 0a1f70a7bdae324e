"""Interrupted between any two things: what is said then is true."""

from __future__ import annotations

import pytest

from advisor.profile.patch import Patch
from advisor.tune.changes import Change
from advisor.tune.texts import prepare_texts

CHANGE = Change("jdbc_sink.batch_size", "rescale", Patch("operators.jdbc_sink.batch_size", 1, 500))


def interrupt(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (
            "stop",
            "it is not known what runs, as job job-0 was being stopped with a savepoint (there is no savepoint), "
            "and the profile is as it was",
        ),
        (
            "start",
            "it is not known what runs, as a job with the change was being started "
            "(the job's state is in savepoint-of-job-0), and the profile has the change",
        ),
    ],
)
def test_a_second_interrupt_in_the_middle_of_a_deployment_is_told_as_it_is(bench, monkeypatch, where, told):
    """The one case in which profile and cluster may differ."""
    texts = prepare_texts(bench.profile, (CHANGE,), {})
    monkeypatch.setattr(bench.cluster, where, interrupt)
    with pytest.raises(KeyboardInterrupt):
        bench.switch.forward(texts)
    assert bench.switch.standing.sentence() == told


def test_interrupted_while_the_profile_is_written_the_savepoint_is_told(bench):
    """Nothing runs then."""
    texts = prepare_texts(bench.profile, (CHANGE,), {})
    bench.switch._write = interrupt
    with pytest.raises(KeyboardInterrupt):
        bench.switch.forward(texts)
    assert bench.switch.standing.sentence() == (
        "no job runs (the job's state is in savepoint-of-job-0), and the profile is as it was"
    )


def test_after_a_step_that_is_kept_the_next_one_begins_anew(bench):
    """With a savepoint of its own."""
    bench.switch.forward(prepare_texts(bench.profile, (CHANGE,), {}))
    bench.switch.keep()
    assert bench.switch.standing.sentence() == "job job-1 runs with the former settings, and the profile is as it was"
