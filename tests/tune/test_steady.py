"""When a job that was just started may be measured."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.model.observation import JobSample
from advisor.tune.steady import LOOK_EVERY_SECONDS, is_steady, wait_until_steady
from tests.builders import Op, observe


def looks(*rates: float, running_ms: float = 100_000.0, **more: object) -> list[JobSample]:
    """As many looks as rates and one, with that many records a second in between."""
    ops = [(Op("source", 0.1, 0.9, rate, rate), Op("sink", 1.0, 0.0, rate, 0)) for rate in rates]
    return list(observe(*ops[0], parts=tuple(ops), running_ms=running_ms, **more).samples)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "samples",
    [
        [],
        looks(1000),
        looks(1000, 1300),
        looks(1300, 1000),
        looks(0, 1000),
        looks(1000, 1000, running_ms=-20_000.0),
        looks(1000, 1000, restarts=(0, 1)),
        looks(1000, 1000, state="RESTARTING"),
    ],
    ids=["none", "two", "grows", "falls", "begins", "young", "restarted", "no longer runs"],
)
def test_a_job_in_motion_is_not_steady(samples: list[JobSample]) -> None:
    """Its figures would be of the way, not of the place."""
    assert not is_steady(samples, 10)


@pytest.mark.parametrize("samples", [looks(1000, 1100), looks(1100, 1000), looks(0, 0)])
def test_two_windows_alike_are_steady(samples: list[JobSample]) -> None:
    """Within 15 %; an idle job is as steady as can be."""
    assert is_steady(samples, 10)


class Clock:
    def __init__(self) -> None:
        self.now, self.slept = 0.0, [0.0]

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_it_looks_again_until_it_is_steady() -> None:
    """No closer together than Flink renews its metrics."""
    clock, left = Clock(), looks(100, 500, 510)
    assert wait_until_steady(lambda: left.pop(0), 10, 120, clock.sleep, lambda: clock.now)
    assert clock.slept[1:] == [LOOK_EVERY_SECONDS] * 3


def test_a_job_that_never_is_costs_no_more_than_the_longest_wait() -> None:
    """A job with bursts has no steady rate."""
    clock = Clock()
    restless = [replace(each) for each in looks(100, 900, 100, 900, 100, 900)]
    assert not wait_until_steady(lambda: restless.pop(0), 10, 30, clock.sleep, lambda: clock.now)
    assert clock.now == 30
