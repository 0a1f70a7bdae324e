"""There are connections left for the job.

Each subtask of the sink holds one; each of a lookup one as well, or as many as it has queries under way (`async`).

Left is max_connections, without those reserved for superusers and those in use; limits of the user and of
the database count, too. A job
that is replaced gives its own back.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok
from advisor.doctor.seen import Database
from advisor.profile.schema import Profile


def connections_needed(profile: Profile) -> int:
    """Sessions of the whole job at once."""
    lookup, operator = profile.lookup, profile.operators.lookup
    each = lookup.capacity if lookup and lookup.mode == "async" else 1
    return profile.operators.jdbc_sink.parallelism + (each * operator.parallelism if lookup and operator else 0)


def check(profile: Profile, database: Database) -> Iterator[Said]:
    needed = connections_needed(profile)
    free = database.max_connections - database.reserved - database.used
    what = (
        f"{needed} needed, {max(0, free)} free (max_connections {database.max_connections}, "
        f"{database.reserved} reserved, {database.used} used)"
    )
    if free < needed:
        yield failed(
            what,
            "lower the parallelism of jdbc_sink, or raise max_connections; a pooler such as pgbouncer shares them",
        )
        return
    settings = profile.database
    limits = (
        ("ROLE", settings.user, database.user_limit, database.user_used),
        ("DATABASE", settings.name, database.database_limit, database.database_used),
    )
    exceeded = [each for each in limits if each[2] is not None and each[2] - each[3] < needed]
    for kind, name, limit, used in exceeded:
        yield failed(
            f"{needed} needed, and {kind.lower()} {name} may have {limit}, {used} of them used",
            f"ALTER {kind} {name} CONNECTION LIMIT {used + needed}",
        )
    if not exceeded:
        yield ok(what)
