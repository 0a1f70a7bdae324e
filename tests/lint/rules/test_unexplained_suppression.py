"""Comments without a reason."""

from advisor.lint.comments import read_marks
from advisor.lint.context import Context
from advisor.lint.rules.comments.unexplained_suppression import check
from advisor.lint.subjects import Comments


def found(text):
    return [(each.place.line, each.key) for each in check(Comments(tuple(read_marks(text, "f"))), Context())]


def test_a_reason_is_enough():
    """Whatever it is."""
    assert found("a: 1 # narrows: ignore[two_collectors] it is a test\n") == []


def test_without_one_it_is_told():
    """At its line, with what it would silence."""
    assert found("a: 1\nb: 2 # narrows: ignore[two_collectors, unread_line]\n") == [(2, "two_collectors, unread_line")]
