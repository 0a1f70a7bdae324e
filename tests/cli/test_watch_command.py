"""`advisor watch`: window after window."""

import io

import pytest
from rich.console import Console

from advisor.advise import advise
from advisor.cli import watch
from advisor.errors import CannotReach
from advisor.model.settings import JobSettings
from tests.recorded.recording import observe, path_of


@pytest.fixture
def rounds(monkeypatch):
    """What each window brings, in place of a cluster; pauses are collected, not waited."""
    pauses = []
    monkeypatch.setattr(watch.time, "sleep", pauses.append)

    def set_up(*found):
        left = list(found)

        def next_one(_self, *, quiet=False):
            assert quiet, "a sign of life would tear the screen"
            each = left.pop(0)
            if isinstance(each, BaseException):
                raise each
            return observe(each)

        monkeypatch.setattr(watch.Source, "observe", next_one)
        return pauses

    return set_up


def test_in_a_pipe_every_window_is_one_line(advisor, rounds):
    """For logs."""
    rounds("slow", "idle")
    found = advisor("watch", "--flink", "http://x", "--times", "2")
    first, second = found.out.splitlines()
    assert found.code == 0
    assert "jdbc_sink limits this job" in first
    assert "Nothing limits this job" in second


def test_a_cluster_that_is_away_is_asked_again_with_growing_pauses(advisor, rounds):
    """And it is said."""
    away = CannotReach("http://x/overview does not answer")
    pauses = rounds(away, away, "slow")
    found = advisor("watch", "--flink", "http://x", "--times", "3")
    assert [line.count("does not answer") for line in found.out.splitlines()] == [1, 1, 0]
    assert pauses == [5.0, 10.0]


def test_an_interrupt_is_the_usual_end(advisor, rounds):
    """Exit code 0."""
    rounds("slow", KeyboardInterrupt())
    assert advisor("watch", "--flink", "http://x").code == 0


def test_a_capture_is_one_window(advisor):
    """It does not change."""
    found = advisor("watch", "--capture", path_of("slow"))
    assert found.code == 0
    assert found.out.count("\n") == 1


def test_bad_input_ends_it_at_once(advisor):
    """It would be as bad in the next window."""
    assert advisor("watch", "--flink", "nonsense").code == 2
    assert advisor("watch").code == 2


def test_the_screen_shows_the_report_and_the_verdicts_so_far():
    """On a terminal."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=120, height=40, highlight=False)
    reports = (advise(observe(case), JobSettings()) for case in ("slow", "slow", "idle"))
    watch._on_a_screen(console, reports, None)
    shown = out.getvalue()
    assert "jdbc_sink limits this job: it commits one row at a time." in shown
    assert "verdicts so far" in shown
    assert shown.rindex("Nothing limits this job") > shown.rindex("why")
