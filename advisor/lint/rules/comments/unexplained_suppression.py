"""A comment that silences a rule without saying why: it does not, until there is a reason."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import Comments

SEVERITY = "warning"
SOURCE = "docs/lint.md#silencing-a-rule"


def check(comments: Comments, _context: Context) -> Iterator[Fault]:
    """Silent on reasons, whatever they are."""
    for mark in comments.marks:
        if not mark.reason:
            yield Fault(
                mark.place, ", ".join(mark.rules), "silences without a reason", "# narrows: ignore[rule] and the reason"
            )
