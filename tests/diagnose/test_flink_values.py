"""Flink's settings: which one is in force, and what its durations mean."""

from __future__ import annotations

import pytest

from advisor.diagnose.flink_values import duration_ms, flink_setting
from advisor.model.settings import JobSettings
from advisor.model.unknown import Unknown
from tests.builders import Op, context, observe

KEY = "heartbeat.timeout"
PROFILE = JobSettings(flink={KEY: 20_000}, from_profile=True)


def in_force(configuration: dict[str, str] | Unknown, settings: JobSettings) -> str | None:
    return flink_setting(context(observe(Op("source"), configuration=configuration), settings), KEY)


def test_a_key_that_nobody_sets_is_not_known() -> None:
    """Flink's default is the caller's to know."""
    assert in_force({}, JobSettings()) is None
    assert in_force(Unknown("it was not asked for"), JobSettings()) is None


def test_the_cluster_goes_before_the_profile() -> None:
    """What runs is what counts; the profile may not be deployed yet."""
    assert in_force({KEY: "10 s"}, PROFILE) == "10 s"
    assert in_force({}, PROFILE) == "20000"


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("10 s", 10_000),
        ("500ms", 500),
        ("2 min", 120_000),
        ("1 H", 3_600_000),
        ("50000", 50_000),
        (" 1 day ", 86_400_000),
    ],
)
def test_a_duration_is_read_as_flink_reads_it(text: str, milliseconds: float) -> None:
    """A bare number is milliseconds."""
    assert duration_ms(text) == milliseconds


@pytest.mark.parametrize("text", ["", "soon", "10 parsecs", "-1 s", "1.5 s"])
def test_what_is_no_duration_is_unknown(text: str) -> None:
    """Flink refuses it too."""
    assert isinstance(duration_ms(text), Unknown)
