"""A client of confluent-kafka whose settings do not stand in the program: no rule has looked at them.

They come from a file, a function of another module, a parameter, or are put together in a way that only running tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import Program

SEVERITY = "info"
SOURCE = "docs/lint.md#lint"


def check(program: Program, _context: Context) -> Iterator[Fault]:
    """Silent on settings that can be read at least in part: a dictionary, written out or put together of others, under
    one name or returned by a function of this file."""
    for client in program.unread_clients:
        yield Fault(
            client.place,
            client.key,
            "its settings do not stand here, so they were not checked",
            "the file that they stand in, given to `advisor lint` as well",
        )
