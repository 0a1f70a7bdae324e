"""Who is examined: a profile, and the ways to everything that it is to run on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path

from advisor.collect.http import Access
from advisor.doctor.looks.cluster import Place, look_at_cluster
from advisor.doctor.looks.database import look_at_database
from advisor.doctor.looks.distribution import look_at_distribution
from advisor.doctor.looks.interpreters import run_python
from advisor.doctor.looks.kafka import look_at_kafka
from advisor.doctor.looks.machine import look_at_machine
from advisor.doctor.looks.storage import why_not_writable
from advisor.doctor.seen import Cluster, Distribution, Interpreter, Kafka, Machine, NotAsked, Stored
from advisor.model.unknown import Unknown
from advisor.profile.schema import Profile

CLIENT_ONLY = NotAsked("left out by --client-only")
NO_CLUSTER = NotAsked("no cluster was named; --flink URL does")


@dataclass(frozen=True)
class Patient:
    """Each edge is asked at most once a thing; what it cannot see is Unknown with a reason, never an exception.

    `environ` is what Flink's client will run with. `replaces` is the id of a running job whose place this one takes:
    its slots and its connections count as free. `write` is told whether a folder that is missing would be made.
    """

    profile: Profile
    environ: Mapping[str, str]
    machine: Callable[[], Machine]
    distribution: Callable[[], Distribution | Unknown]
    python: Callable[[str], Interpreter | Unknown]
    write: Callable[[Path, bool], str | None]
    cluster: Callable[[], Cluster | Unknown]
    kafka: Callable[[], Kafka | Unknown]
    database: Callable[[], Stored]
    replaces: str | None = None


def patient_at(
    profile: Profile,
    environ: Mapping[str, str],
    *,
    url: str | None = None,
    access: Access | None = None,
    flink_home: Path | None = None,
    client_only: bool = False,
    replaces: str | None = None,
) -> Patient:
    """A patient in the real world: `url` is Flink's REST API, `flink_home` the client's distribution.

    Raises BadInput for a `url` that is none.
    """
    place = Place(url, access or Access()) if url else None
    replaced = profile.job.name if replaces else None
    patient = Patient(
        profile=profile,
        environ=environ,
        machine=lambda: look_at_machine(profile.database, environ),
        distribution=lambda: look_at_distribution(flink_home, environ),
        python=lambda executable: run_python(executable, environ),
        write=why_not_writable,
        cluster=lambda: look_at_cluster(place, profile.job.name, _now) if place else NO_CLUSTER,
        kafka=lambda: look_at_kafka(profile.kafka),
        database=lambda: look_at_database(profile, environ, replaced, _now),
        replaces=replaces,
    )
    return _client_of(patient) if client_only else patient


def _client_of(patient: Patient) -> Patient:
    """The same without what is not on this machine."""
    return replace(
        patient,
        cluster=lambda: CLIENT_ONLY,
        kafka=lambda: CLIENT_ONLY,
        database=lambda: Stored(CLIENT_ONLY, CLIENT_ONLY, CLIENT_ONLY),
    )


def _now() -> datetime:
    return datetime.now(timezone.utc)
