"""Client and workers have one Python, and one that the wheel supports.

Functions travel from client to worker as pickled code, which another minor version cannot read.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import Interpreter, Pythons


def check(python: Pythons) -> Iterator[Said]:
    client, worker = python.client.found, python.worker.found
    known = {role: each for role, each in (("client", client), ("worker", worker)) if isinstance(each, Interpreter)}
    faults = 0
    for role, each in known.items():
        if each.supported and each.minor not in each.supported:
            faults += 1
            yield failed(
                f"{role}: Python {each.version}, and its apache-flink supports {', '.join(each.supported)}",
                f"make a virtual environment of Python {each.supported[-1]} and install apache-flink there",
            )
    if isinstance(client, Interpreter) and isinstance(worker, Interpreter) and client.minor != worker.minor:
        faults += 1
        yield failed(
            f"client has Python {client.version}, worker {worker.version}: pickled functions cannot be read",
            "let python.client_executable and python.executable name Pythons of one minor version",
        )
    if len(known) == 2 and not faults:
        yield ok(f"both are Python {' and '.join(sorted({each.version for each in known.values()}))}")
    if len(known) < 2 and not faults:
        yield skipped("only one of client and worker is known" if known else "neither client nor worker is known")
