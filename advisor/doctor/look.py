"""Looks at a patient from all sides at once; what follows from several looks is put together here."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from advisor.doctor.patient import Patient
from advisor.doctor.seen import (
    ClassPath,
    Cluster,
    Directory,
    Distribution,
    Interpreter,
    NotAsked,
    Python,
    Pythons,
    Seen,
)
from advisor.doctor.storage import DIRECTORIES, GC_LOG, gc_log_folder, path_of, scheme_of
from advisor.model.unknown import Unknown
from advisor.profile.render.escape import text
from advisor.profile.render.flink_settings import flink_settings
from advisor.profile.schema import Profile

CLIENT_VARIABLE = "PYFLINK_CLIENT_EXECUTABLE"
# What Flink takes when nothing names one.
DEFAULT_PYTHON = "python"


def look(patient: Patient) -> Seen:
    """All looks, the slow ones side by side."""
    with ThreadPoolExecutor() as pool:
        machine, distribution = pool.submit(patient.machine), pool.submit(patient.distribution)
        cluster, kafka = pool.submit(patient.cluster), pool.submit(patient.kafka)
        database = pool.submit(patient.database)
        # A job takes its client's configuration along, and the cluster's holds where that is silent.
        wanted = _wanted(patient.profile, cluster.result(), distribution.result())
        return Seen(
            profile=patient.profile,
            machine=machine.result(),
            distribution=distribution.result(),
            class_paths=class_paths(distribution.result(), cluster.result()),
            python=_pythons(patient, _wanted(patient.profile, distribution.result()), wanted, cluster.result()),
            cluster=cluster.result(),
            kafka=kafka.result(),
            database=database.result().database,
            table=database.result().table,
            lookup=database.result().lookup,
            wanted=wanted,
            directories=_directories(patient, wanted, cluster.result()),
            replaces=patient.replaces,
        )


def _wanted(profile: Profile, *places: Distribution | Cluster | Unknown) -> dict[str, str]:
    """Flink's keys as they hold at last: what a later place says wins, and the profile over all."""
    wanted: dict[str, str] = {}
    for place in places:
        wanted |= {} if isinstance(place, Unknown) else place.configuration
    return wanted | {key: text(value) for key, value in flink_settings(profile).items()}


def class_paths(distribution: Distribution | Unknown, cluster: Cluster | Unknown) -> tuple[ClassPath, ...] | Unknown:
    """Where jars can be seen: the client's lib/, and what the JobManager says of its own; once when they are equal."""
    client = distribution.lib if isinstance(distribution, Distribution) else ()
    theirs = cluster.jars if isinstance(cluster, Cluster) else ()
    found = []
    if isinstance(distribution, Distribution):
        place = "lib/" if isinstance(cluster, Unknown) or client == theirs else "lib/ of this machine"
        found.append(ClassPath(place, distribution.version, client))
    if isinstance(cluster, Cluster) and theirs and theirs != client:
        found.append(ClassPath("the cluster's lib/", cluster.version, theirs))
    return tuple(found) if found else Unknown("no jars can be seen")


def _pythons(
    patient: Patient, of_client: Mapping[str, str], wanted: Mapping[str, str], cluster: Cluster | Unknown
) -> Pythons:
    client = _named("python.client.executable", of_client, patient.environ.get(CLIENT_VARIABLE))
    worker = _named("python.executable", wanted, None)
    found: Interpreter | Unknown = patient.python(client[0])
    hidden = _out_of_sight(worker[0], cluster)
    of_worker = hidden or (found if worker[0] == client[0] else patient.python(worker[0]))
    return Pythons(Python(*client, found), Python(*worker, of_worker))


def _named(key: str, wanted: Mapping[str, str], variable: str | None) -> tuple[str, str]:
    if executable := wanted.get(key):
        return executable, key
    return (variable, f"${CLIENT_VARIABLE}") if variable else (DEFAULT_PYTHON, f"no {key} is set")


def _out_of_sight(executable: str, cluster: Cluster | Unknown) -> NotAsked | None:
    """Why the workers' Python cannot be run from here."""
    if isinstance(cluster, Unknown):
        return NotAsked("which Python the TaskManagers have cannot be told without the cluster")
    if "/" in executable and not executable.startswith("/"):
        return NotAsked(f"{executable} lies in an archive, which Flink unpacks on the TaskManagers")
    elsewhere = sorted({each.host for each in cluster.task_managers if not each.is_here})
    if elsewhere:
        return NotAsked(f"the TaskManagers run elsewhere ({', '.join(elsewhere[:3])})")
    if not cluster.task_managers:
        return NotAsked("no TaskManager runs yet")
    return None


def _directories(patient: Patient, wanted: Mapping[str, str], cluster: Cluster | Unknown) -> dict[str, Directory]:
    addresses = {
        kind: next((wanted[key] for key in keys if wanted.get(key)), None) for kind, keys in DIRECTORIES.items()
    }
    addresses[GC_LOG] = gc_log_folder(flink_settings(patient.profile))
    return {
        kind: Directory(address, _fault(patient, kind, address, cluster))
        for kind, address in addresses.items()
        if address
    }


def _fault(patient: Patient, kind: str, address: str, cluster: Cluster | Unknown) -> str | Unknown | None:
    if scheme_of(address) != "file":
        return NotAsked(f"{scheme_of(address)}:// is not looked at from here")
    if isinstance(cluster, Unknown) or not cluster.is_here:
        return NotAsked("it lies on the machines of the cluster")
    return patient.write(path_of(address), kind != GC_LOG)  # Flink makes its folders, a JVM does not
