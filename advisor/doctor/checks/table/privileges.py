"""The user may do what the sink does: SELECT and INSERT, and UPDATE of what is no key."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok
from advisor.doctor.seen import Table
from advisor.profile.schema import Profile


def check(profile: Profile, table: Table) -> Iterator[Said]:
    key, user = set(profile.database.key), profile.database.user
    lacks = {
        privilege: columns
        for privilege in ("SELECT", "INSERT", "UPDATE")
        if (columns := [each.name for each in table.columns if privilege in each.lacks])
        and not (privilege == "UPDATE" and key.issuperset(columns))
    }
    if not lacks:
        yield ok(f"{user} may SELECT, INSERT and UPDATE")
        return
    named = dict.fromkeys(name for names in lacks.values() for name in names)
    where = table.name if len(named) == len(table.columns) else f"{table.name} ({', '.join(named)})"
    missing = ", ".join(lacks)
    yield failed(f"{user} lacks {missing} on {where}", f"GRANT {missing} ON {table.name} TO {user}")
