"""More subtasks than slots: the job waits for resources and does not start.

Operators that share slots need as many as the largest of them has subtasks; each slot sharing group needs its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import Job, Setting

NEEDS = "slots"
SEVERITY = "critical"
SOURCE = (
    "https://nightlies.apache.org/flink/flink-docs-stable/docs/concepts/flink-architecture/#task-slots-and-resources"
)


def check(job: Job, context: Context) -> Iterator[Fault]:
    """Silent where the slots are not known: TaskManagers that are started on demand have as many as are asked for.
    Silent with the adaptive scheduler and on batch jobs, too, which run on the slots that there are."""
    if job.adaptive:
        return
    slots = job.slots or context.slots
    largest = list(_largest_of_each_group(job))
    needed = sum(count for count, _ in largest)
    if slots is None or needed <= slots:
        return
    _, setting = max(largest, key=itemgetter(0))
    together = "" if len(largest) == 1 else f" in {len(largest)} slot sharing groups"
    what = f"the job needs {needed:g} slots{together}, there are {slots:g}"
    yield Fault(setting.place, setting.key, what, f"at most {slots:g} in all")


def _largest_of_each_group(job: Job) -> Iterable[tuple[float, Setting]]:
    largest: dict[str, tuple[float, Setting]] = {}
    group = "default"
    for operator in job.operators.values():
        group = operator.slot_sharing_group or group  # that of the operator before it, where none is set
        count = operator.parallelism.number() if operator.parallelism else None
        if operator.parallelism is not None and count is not None and count > largest.get(group, (0.0, None))[0]:
            largest[group] = (count, operator.parallelism)
    return largest.values()
