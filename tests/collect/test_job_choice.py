"""Which job is meant."""

from __future__ import annotations

import pytest

from advisor.collect.flink_answers import JobSummary
from advisor.collect.job_choice import choose_job
from advisor.errors import BadInput


def job(name: str, number: int, state: str = "RUNNING") -> JobSummary:
    return JobSummary(str(number) * 32, name, state)


@pytest.mark.parametrize(
    ("jobs", "wanted", "says"),
    [
        ([], None, "no job"),
        ([], "orders", "no job"),
        ([job("a", 1), job("b", 2)], None, "choose one with --job ID: 'a'"),
        ([job("a", 1), job("a", 2)], "a", "2 jobs fit"),
        ([job("a", 1)], "b", "there is no job 'b' here; there are: 'a'"),
        ([job("a", 1, "FINISHED")], None, "no job runs here"),
    ],
)
def test_a_choice_that_is_not_clear_lists_the_jobs(jobs: list[JobSummary], wanted: str | None, says: str) -> None:
    """And ends with exit code 2."""
    with pytest.raises(BadInput, match=says):
        choose_job(jobs, wanted)


def test_the_only_running_job_needs_no_name() -> None:
    """Ended ones do not count."""
    assert choose_job([job("a", 1, "CANCELED"), job("b", 2)], None).name == "b"


def test_a_name_means_the_job_that_still_runs() -> None:
    """A redeployed job leaves its ended self behind."""
    assert choose_job([job("a", 1, "CANCELED"), job("a", 2), job("b", 3)], "a").id == "2" * 32


def test_an_id_means_that_job_even_when_it_has_ended() -> None:
    """Exactly that one."""
    assert choose_job([job("a", 1, "FAILED"), job("b", 2)], "1" * 32).state == "FAILED"
