"""The clocks of this machine, the JobManager and the database agree.

Clocks that differ make event times, latencies, `start_from` timestamps and the ages in reports wrong, without any
error. Asked: the JobManager's web page (its `Date`, to a second) and the database's `clock_timestamp()`.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, ok, skipped, warning
from advisor.doctor.seen import Cluster, Database
from advisor.model.unknown import Measure, Unknown

# Less would not be seen in whole seconds of HTTP.
MOST_SECONDS = 2.0


def check(cluster: Cluster | Unknown, database: Database | Unknown) -> Iterator[Said]:
    offsets: dict[str, Measure] = {}
    if isinstance(cluster, Cluster):
        offsets["the JobManager"] = cluster.clock_offset
    if isinstance(database, Database):
        offsets["the database"] = database.clock_offset
    known = {who: offset for who, offset in offsets.items() if not isinstance(offset, Unknown)}
    wrong = {who: offset for who, offset in known.items() if abs(offset) > MOST_SECONDS}
    for who, offset in wrong.items():
        direction = "ahead of" if offset > 0 else "behind"
        yield warning(f"the clock of {who} is {abs(offset):,.1f} s {direction} this machine's", "let NTP set both")
    if known and not wrong:
        *others, last = ["this machine", *known]
        yield ok(f"{', '.join(others)} and {last} agree to {MOST_SECONDS:.0f} s")
    for who, each in offsets.items():
        if isinstance(each, Unknown):
            yield skipped(f"the clock of {who}: {each.reason}")
    if not offsets:
        yield skipped("no other clock answers")
    elif isinstance(cluster, Cluster) and not cluster.is_here:
        yield skipped("brokers and TaskManagers do not tell their time")
