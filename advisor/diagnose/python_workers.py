"""How Flink runs Python: which vertices do, in which mode, and what handing records over costs them."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.diagnose.candidates import busiest
from advisor.diagnose.context import Context, Subject
from advisor.diagnose.flink_values import duration_ms, flink_setting
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import is_known, total

EXECUTION_MODE = "python.execution-mode"
BUNDLE_SIZE = "python.fn-execution.bundle.size"
BUNDLE_TIME = "python.fn-execution.bundle.time"
# A share of its stacks below this is a timer or a checkpoint: the vertex runs no Python function to speak of.
HARDLY_IN_PYTHON = 0.05


@dataclass(frozen=True)
class Bundles:
    """How records reach a Python worker: `size` at a time at most, after `time_ms` at the latest; `source` says so."""

    size: float
    time_ms: float
    source: str

    def per_second(self, records_per_second: float) -> float:
        """How many bundles so many records of one subtask make: the fuller of size and time ends each."""
        by_time = min(records_per_second, 1000.0 / self.time_ms)
        return max(records_per_second / self.size, by_time)


def in_threads(subject: Subject) -> bool:
    """Whether Python runs inside of the TaskManager's JVM; `process` is Flink's default."""
    return (flink_setting(subject, EXECUTION_MODE) or "").strip().lower() == "thread"


def known_to_run_python(subject: Subject, vertex: VertexMeasure) -> bool:
    """By its stacks, or because a profile of this template names it: its operators are Python but for the source."""
    if is_known(vertex.in_python_ratio):
        return vertex.in_python_ratio >= HARDLY_IN_PYTHON
    own = set(vertex.operators if _above(subject, vertex) else vertex.operators[1:])
    return subject.settings.python is not None and bool(own & set(subject.settings.operators))


def may_run_python(subject: Subject, vertex: VertexMeasure) -> bool:
    """In thread mode, somewhere between source and sink: the cluster is set up for Python, so this is likely it."""
    if known_to_run_python(subject, vertex):
        return True
    between = _above(subject, vertex) and bool(subject.job.topology.downstream_of(vertex.id))
    return between and not is_known(vertex.in_python_ratio) and in_threads(subject)


def bundles(subject: Subject) -> Bundles | None:
    """What is set; None when nothing is, as the job's own code may then say anything."""
    if subject.settings.python is not None:
        python = subject.settings.python
        return Bundles(python.bundle_size, python.bundle_time_ms, "profile")
    size, wait = flink_setting(subject, BUNDLE_SIZE), flink_setting(subject, BUNDLE_TIME)
    if size is None or not size.strip().isdigit() or int(size) < 1:
        return None
    # Flink's default of bundle.time.
    time_ms = duration_ms(wait) if wait is not None else 1000.0
    return Bundles(int(size), time_ms, "Flink's configuration") if is_known(time_ms) and time_ms > 0 else None


def records_of_a_subtask(subject: Subject, vertex: VertexMeasure) -> float | None:
    """Elements that one subtask takes in, a second; None when that is not known. A batch of rows is one element."""
    above = _above(subject, vertex)
    parts = [s.records_in_per_second if above else s.records_out_per_second for s in vertex.subtasks]
    whole = total(parts)
    return whole / len(parts) if parts and is_known(whole) else None


def full(context: Context, vertex: VertexMeasure) -> bool:
    """Whether the vertex limits the job or has no time left."""
    return context.limits_the_job(vertex) or busiest(vertex) >= context.thresholds.saturated_busy_ratio


def _above(subject: Subject, vertex: VertexMeasure) -> bool:
    return bool(subject.job.topology.upstream_of(vertex.id))
