"""Thread mode (`python.execution-mode: thread`) has what it needs.

flink-python in the cluster's lib/ and not in the job's own class loader (else `NoSuchFieldException:
loadedLibraryNames`), and pemja in the workers' Python. Says nothing in process mode.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import ClassPath, Interpreter, Pythons
from advisor.model.unknown import Unknown


def check(python: Pythons, class_paths: tuple[ClassPath, ...] | Unknown, wanted: Mapping[str, str]) -> Iterator[Said]:
    if wanted.get("python.execution-mode", "process") != "thread":
        return
    for path in () if isinstance(class_paths, Unknown) else class_paths:
        if any(jar.artifact == "flink-python" for jar in path.jars):
            yield ok(f"{path.place}: flink-python is there")
        else:
            yield failed(
                f"{path.place} has no flink-python, which thread mode needs there",
                f"copy flink-python-{path.version}.jar from opt/ to lib/ on every machine, and restart Flink",
            )
    worker = python.worker.found
    if not isinstance(worker, Interpreter):
        yield skipped("whether the workers' Python has pemja is not known")
    elif worker.packages.get("pemja") is None:
        yield failed("worker: pemja is missing", f"{python.worker.executable} -m pip install pemja")
    else:
        yield ok(f"worker: pemja {worker.packages['pemja']}")
