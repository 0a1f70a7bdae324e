"""Several busy Python subtasks that share one interpreter.

In thread mode all Python of a TaskManager runs in one interpreter with one lock, so subtasks beside each other take
turns. Measured with a map over JSON orders: 74, 35, 21 thousand records a second at parallelism 1, 2, 4.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.python_workers import EXECUTION_MODE, in_threads, known_to_run_python, may_run_python
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import known_or

THRESHOLDS = ("saturated_busy_ratio",)
CURE = (
    "One slot a TaskManager (taskmanager.numberOfTaskSlots: 1) and more TaskManagers, or python.execution-mode: "
    "process. More parallelism in the same TaskManager makes it slower."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent in process mode, with one Python subtask a TaskManager, and while their interpreter has time."""
    if not in_threads(context):
        return
    for vertex in context.job.vertices:
        if not may_run_python(context, vertex):
            continue
        crowd = _fullest(vertex)
        if crowd is None or crowd[2] < context.thresholds.saturated_busy_ratio:
            continue
        yield _finding(context, vertex, *crowd)


def _fullest(vertex: VertexMeasure) -> tuple[str, int, float] | None:
    """The TaskManager with the most to do: its id, its subtasks of the vertex, their busy ratios added up."""
    shared: dict[str, list[float]] = defaultdict(list)
    for subtask in vertex.subtasks:
        if subtask.task_manager and known_or(subtask.busy_ratio, 0.0) > 0:
            shared[subtask.task_manager].append(known_or(subtask.busy_ratio, 0.0))
    crowds = [(name, len(busy), sum(busy)) for name, busy in shared.items() if len(busy) > 1]
    return max(crowds, key=lambda crowd: crowd[2]) if crowds else None


def _finding(context: Context, vertex: VertexMeasure, machine: str, count: int, busy: float) -> Finding:
    known = known_to_run_python(context, vertex)
    enough = context.thresholds.saturated_busy_ratio
    return Finding(
        rule="shared_interpreter",
        severity="critical" if context.limits_the_job(vertex) else "warning",
        confidence=round((0.9 if known else 0.6) * context.job.completeness, 2),
        operator=vertex.uid,
        message=f"{count} Python subtasks of {vertex.uid} share one interpreter in {machine}: they take turns",
        evidence=(
            Evidence(f"Python subtasks of {vertex.uid} in {machine}", count, 1, "subtasks", "Flink REST"),
            Evidence("their busy ratios, added up", round(busy, 3), enough, "busy ratio", "Flink REST"),
            Evidence(EXECUTION_MODE, "thread", "process", "mode", "Flink's configuration"),
        ),
        help=CURE,
    )
