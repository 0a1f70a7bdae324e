"""A comment that silences nothing: the fault is gone, or the rule has another name."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint import rules
from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known import nearest
from advisor.lint.subjects import Comments

SEVERITY = "warning"
SOURCE = "docs/lint.md#silencing-a-rule"


def check(comments: Comments, _context: Context) -> Iterator[Fault]:
    """Silent on comments without a reason (unexplained_suppression), in files that were not named on the command line,
    as another overlay may need what stands in a base, and on rules that lack what an option or a profile tells
    (`--latency-budget-ms` ...): with it they may find something."""
    known = rules.all_rules()
    for mark in comments.marks:
        for name in mark.rules or ("",):
            if not mark.reason or (mark, name) in comments.used or name in comments.undecided:
                continue
            if name in known:
                yield Fault(mark.place, name, "silences nothing there", "take the comment away")
            else:
                meant = nearest(name, known)
                yield Fault(mark.place, name, "there is no such rule", meant or "a name of docs/lint.md")
