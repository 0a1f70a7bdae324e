"""An operator of a PyFlink program without a uid: its state is lost when the job's graph changes.

Without one Flink makes an id of the operator's place in the graph; one more operator, and a savepoint does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import Program

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/production_ready/#set-uuids-for-all-operators"


def check(program: Program, _context: Context) -> Iterator[Fault]:
    """Silent on operators that keep nothing (map, filter, flat_map, unless their function is a class of this program
    that has state), on chains that are handed to a function, returned or kept in something other than a plain name: the
    uid may be set there; where a uid is set later by name; and on names that something else is assigned to as well."""
    for call in program.without_uid:
        yield Fault(call.place, call.key, "has no uid: after a change a savepoint may not fit", '.uid("...")')
