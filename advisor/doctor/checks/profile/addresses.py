"""No address means another machine on a TaskManager than it does here.

`localhost` in the profile reaches Kafka and the database from here, and on a TaskManager of another machine it is that
machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import Cluster
from advisor.profile.schema import Profile

_LOOPBACK = ("localhost", "127.", "[::1]", "::1")


def check(profile: Profile, cluster: Cluster) -> Iterator[Said]:
    elsewhere = sorted({each.host for each in cluster.task_managers if not each.is_here})
    servers = profile.kafka.bootstrap_servers.split(",")
    named = [("kafka.bootstrap_servers", each.strip()) for each in servers] + [("database.host", profile.database.host)]
    local = [(key, value) for key, value in named if value.startswith(_LOOPBACK)]
    if not cluster.task_managers:
        yield skipped("no TaskManager runs yet")
    elif elsewhere and local:
        for key, value in local:
            yield failed(
                f"{key} is {value}, which on {elsewhere[0]} is that machine itself",
                "name the host as the TaskManagers reach it",
            )
    else:
        yield ok("every address means the same on the TaskManagers")
