"""There are connections left for the job.

Each subtask of the sink holds one; each of a lookup one as well, or as many as it has queries under way (`async`).

Left is max_connections, without those reserved for superusers and those in use; the user's own limit counts, too. A job
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
    elif database.user_limit is not None and database.user_limit - database.user_used < needed:
        user = profile.database.user
        yield failed(
            f"{needed} needed, and user {user} may have {database.user_limit}, {database.user_used} of them used",
            f"ALTER ROLE {user} CONNECTION LIMIT {database.user_used + needed}",
        )
    else:
        yield ok(what)
