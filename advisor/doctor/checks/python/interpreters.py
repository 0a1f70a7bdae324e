"""The Pythons that Flink will start are there, and are Pythons.

`python.client_executable` runs the job's script on this machine, `python.executable` its functions on the
TaskManagers; without them Flink takes whatever `python` is on the PATH. The second is run when the TaskManagers are on
this machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import NotAsked, Pythons
from advisor.model.unknown import Unknown


def check(python: Pythons) -> Iterator[Said]:
    for role, each in (("client", python.client), ("worker", python.worker)):
        key = "python.client_executable" if role == "client" else "python.executable"
        if isinstance(each.found, NotAsked):
            yield skipped(f"{role}: {each.found.reason}")
        elif isinstance(each.found, Unknown):
            yield failed(
                f"{role}: {each.executable} ({each.origin}) {each.found.reason}",
                f"let {key} in the profile name the Python that has apache-flink",
            )
        else:
            yield ok(f"{role}: Python {each.found.version}, {each.executable}")
