"""Comments that silence nothing."""

import pytest

from advisor.lint.comments import read_marks
from advisor.lint.context import Context
from advisor.lint.rules.comments.useless_suppression import check
from advisor.lint.subjects import Comments


def found(text, *used, undecided=()):
    marks = tuple(read_marks(text, "f"))
    silenced = frozenset((mark, rule) for mark in marks for rule in used)
    return [
        (each.place.line, each.key, each.instead)
        for each in check(Comments(marks, silenced, frozenset(undecided)), Context())
    ]


def test_one_that_silences_something_is_of_use():
    """Each of its rules."""
    text = "a: 1 # narrows: ignore[two_collectors, unread_line] on purpose\n"
    assert found(text, "two_collectors", "unread_line") == []


def test_one_without_a_reason_is_told_once():
    """As unexplained."""
    assert found("a: 1 # narrows: ignore[two_collectors]\n") == []


def test_a_rule_that_lacks_an_option_may_find_something_with_it():
    """Nobody knows yet."""
    text = "a: 1 # narrows: ignore[fetch_wait_over_latency_budget] on purpose\n"
    assert found(text, undecided=["fetch_wait_over_latency_budget"]) == []
    assert found(text) == [(1, "fetch_wait_over_latency_budget", "take the comment away")]


def test_a_rule_that_finds_nothing_there_is_told():
    """The fault is gone."""
    text = "a: 1 # narrows: ignore[two_collectors, unread_line] on purpose\n"
    assert found(text, "unread_line") == [(1, "two_collectors", "take the comment away")]


@pytest.mark.parametrize(("name", "instead"), [("two_colectors", "two_collectors"), ("zzz", "a name of docs/lint.md")])
def test_a_rule_that_does_not_exist_gets_the_nearest_name(name, instead):
    """Or the page with all of them."""
    assert found(f"a: 1 # narrows: ignore[{name}] on purpose\n") == [(1, name, instead)]
