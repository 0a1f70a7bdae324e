"""PyFlink can be imported, and is of the cluster's version.

The wheel's Java classes on the client talk to the cluster's: another minor version ends in an error of serialization.
Without a cluster, the distribution on this machine is what it is held against.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.jars import minor_of
from advisor.doctor.outcome import Said, failed, ok, skipped, warning
from advisor.doctor.seen import Cluster, Distribution, Interpreter, Pythons
from advisor.model.unknown import Unknown


def check(python: Pythons, distribution: Distribution | Unknown, cluster: Cluster | Unknown) -> Iterator[Said]:
    flink = next((each.version for each in (cluster, distribution) if not isinstance(each, Unknown)), None)
    known = [
        (role, each.executable, each.found) for role, each in (("client", python.client), ("worker", python.worker))
    ]
    looked_at = [(role, path, found) for role, path, found in known if isinstance(found, Interpreter)]
    for role, path, found in looked_at:
        yield _judge(role, path, found, flink)
    if not looked_at:
        yield skipped("no interpreter could be asked")


def _judge(role: str, path: str, found: Interpreter, flink: str | None) -> Said:
    wheel = found.packages.get("apache-flink")
    install = f"{path} -m pip install apache-flink=={flink or 'VERSION'}"
    if found.pyflink is not None:
        key = "python.client_executable" if role == "client" else "python.executable"
        what = f"{role}: {path} cannot import pyflink ({found.pyflink})"
        return failed(what, f"{install}, or let {key} in the profile name a Python that has it")
    if wheel is None or flink is None:
        return skipped(
            f"{role}: pyflink without a wheel's version" if wheel is None else f"{role}: no Flink to compare"
        )
    if minor_of(wheel) != minor_of(flink):
        return failed(f"{role}: apache-flink {wheel}, and Flink is {flink}", install)
    if wheel != flink:
        return warning(f"{role}: apache-flink {wheel}, and Flink is {flink}", install)
    return ok(f"{role}: apache-flink {wheel}")
