"""What CPU an operator gets on this machine: whether it computes all the time that it is busy, or waits."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from advisor.diagnose.context import Subject
from advisor.diagnose.python_workers import HARDLY_IN_PYTHON, in_threads, may_run_python
from advisor.diagnose.verdict import Cause, Evidence
from advisor.measure.host import HostMeasure, ProcessMeasure
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import Measure, Unknown, is_known, known_or, total

SOURCE = "this machine"
ONE_INTERPRETER = "cores of one interpreter"
Found = tuple[Cause, tuple[Evidence, ...]] | None
# A container at its limit is held back in slices: on the mean it stays a little below.
AT_THE_LIMIT = 0.8


@dataclass(frozen=True)
class Use:
    """Cores that a vertex's subtasks on this machine use. `busy` is how many of them are, their ratios added up.

    `jvm` and `python` are what the JVMs and Python workers of their TaskManagers use for all their work;
    `least_java` and `least_python` are surely the vertex's own, `most` is what it may use at most. `queued` are the
    threads of them all that were ready and waited for a core.
    """

    subtasks: int
    busy: float
    jvm: float
    python: float
    least_java: float
    least_python: float
    most: float
    queued: Measure


def measured_cpu(subject: Subject, culprit: VertexMeasure) -> Found:
    """`cpu`, `external_wait`, or None: not asked, or in between.

    On a full machine low use alone says nothing; together with how long threads queued for a core it does.
    """
    use = use_of(subject, culprit)
    if use is None:
        return None
    thresholds = subject.settings.thresholds
    if found := _computes(use, culprit, thresholds):
        return "cpu", (found,)
    # On a machine with cores to spare a thread queues for a moment and is none the slower for it.
    full = is_full(subject.job, thresholds)
    wanted = total((use.most, use.queued)) if full else use.most
    least = thresholds.waiting_cores * use.busy
    if not is_known(wanted) or wanted >= least or held_down(subject.job, culprit, thresholds):
        return None
    busy = "is busy" if use.subtasks == 1 else "are busy"
    workers = "all Python workers of the job use only" if use.python else "its JVM uses only"
    jvm = f", its JVM {use.jvm:.2g}" if use.python else ""
    what = (
        f"waits: {_subtasks(use)} {busy} {use.busy / use.subtasks:.0%} of the time, and {workers} "
        f"{use.python or use.jvm:.2g} cores{jvm}"
    )
    what += "; they hardly queue for a core" if full else ""
    return "external_wait", (Evidence(what, round(wanted, 2), round(least, 2), "cores", SOURCE),)


def _computes(use: Use, culprit: VertexMeasure, thresholds: Thresholds) -> Evidence | None:
    alone, both = thresholds.computing_cores * use.busy, thresholds.computing_pair_cores * use.busy
    while_busy = f"while {_subtasks(use)} of {culprit.uid} {'is' if use.subtasks == 1 else 'are'} full: it computes"
    if use.least_python >= alone:
        what = f"the Python workers use {use.python:.2g} cores {while_busy}"
        return Evidence(what, round(use.least_python, 2), round(alone, 2), "cores", SOURCE)
    if use.least_java >= alone:
        what = f"its tasks use {use.least_java:.2g} cores in Java {while_busy}"
        return Evidence(what, round(use.least_java, 2), round(alone, 2), "cores", SOURCE)
    if use.least_java + use.least_python >= both:
        what = f"its tasks use {use.least_java:.2g} cores in Java and {use.least_python:.2g} in Python {while_busy}"
        return Evidence(what, round(use.least_java + use.least_python, 2), round(both, 2), "cores", SOURCE)
    return None


def shares_an_interpreter(subject: Subject, culprit: VertexMeasure) -> Found:
    """In thread mode: several full subtasks of one TaskManager that use about one core together, on a machine with
    more to give."""
    thresholds = subject.settings.thresholds
    if not in_threads(subject) or not may_run_python(subject, culprit):
        return None
    if short_of_cpu(subject.job, culprit, thresholds):
        return None
    for task_manager in sorted({each.task_manager for each in culprit.subtasks}):
        full = [
            each
            for each in culprit.subtasks
            if each.task_manager == task_manager and known_or(each.busy_ratio, 0.0) >= thresholds.saturated_busy_ratio
        ]
        use = use_of(subject, culprit, {task_manager})
        if use is None or len(full) < 2 or use.least_java < thresholds.computing_cores:
            continue
        if (
            use.least_java <= thresholds.one_interpreter_cores
            and use.least_java < thresholds.computing_cores * use.busy
        ):
            what = (
                f"{len(full)} full subtasks share one interpreter in {task_manager} and use {use.least_java:.2g} cores "
                "together: they take turns"
            )
            one = thresholds.one_interpreter_cores
            return "python_overhead", (Evidence(what, round(use.least_java, 2), one, ONE_INTERPRETER, SOURCE),)
    return None


def use_of(subject: Subject, culprit: VertexMeasure, only: Set[str] | None = None) -> Use | None:
    """What its subtasks use in the TaskManagers that run here (`only`: in these of them); None when it is not known."""
    job, host = subject.job, subject.job.host
    if isinstance(host, Unknown):
        return None
    here = {each.task_manager for each in host.task_managers if only is None or each.task_manager in only}
    busy = [known_or(each.busy_ratio, 0.0) for each in culprit.subtasks if each.task_manager in here]
    working = [each for each in busy if each > 0.5]
    if not working:
        return None
    places = {each.task_manager for each in culprit.subtasks if each.task_manager in here}
    processes = [each for each in host.task_managers if each.task_manager in places]
    jvm, python = total(each.jvm_cores for each in processes), total(each.python_cores for each in processes)
    if not is_known(jvm) or not is_known(python):
        return None
    others = [each for each in job.vertices if each.id != culprit.id]
    if not may_use_python(job, culprit):
        python = 0.0
    least_python = max(0.0, python - sum(_busy(each, places) for each in others if may_use_python(job, each)))
    least_java, most_java = _java(processes, jvm, culprit, others, places)
    alone = all(_has_no_other_job(job, each) for each in places)
    return Use(
        subtasks=len(working),
        busy=sum(working),
        jvm=jvm,
        python=python,
        least_java=least_java,
        least_python=least_python if alone else 0.0,
        most=most_java + python,
        queued=total(each.queued_threads for each in processes),
    )


def may_use_python(job: JobMeasure, vertex: VertexMeasure) -> bool:
    """Whether a Python worker may be its: not of a source alone, nor of what was seen to hand nothing over."""
    if is_known(vertex.in_python_ratio):
        return vertex.in_python_ratio >= HARDLY_IN_PYTHON
    return bool(job.topology.upstream_of(vertex.id)) or len(vertex.operators) > 1


def _java(
    processes: list[ProcessMeasure],
    jvm: float,
    culprit: VertexMeasure,
    others: list[VertexMeasure],
    places: Set[str],
) -> tuple[float, float]:
    """Cores of the JVMs that are surely the vertex's, and those that may be: by its threads where these are known.

    Its helpers' threads have no name that tells whose they are: all that is nobody else's may be its.
    """
    own = _task_cores(processes, culprit)
    collects = sum(known_or(each.gc_cores, 0.0) for each in processes)
    theirs = sum(known_or(_task_cores(processes, each), 0.0) for each in others)
    most = max(0.0, jvm - theirs - collects)
    if is_known(own):
        return own, max(own, most)
    return max(0.0, jvm - collects - sum(_busy(each, places) for each in others)), most


def _task_cores(processes: list[ProcessMeasure], vertex: VertexMeasure) -> float | Unknown:
    places = {each.task_manager for each in vertex.subtasks}
    missing = Unknown("its threads cannot be told apart")
    return total(each.task_cores.get(vertex.id, missing) for each in processes if each.task_manager in places)


def _busy(vertex: VertexMeasure, places: Set[str]) -> float:
    """Cores that its subtasks there use at most, on one side: what is not known may be all."""
    return sum(known_or(each.busy_ratio, 1.0) for each in vertex.subtasks if each.task_manager in places)


def _has_no_other_job(job: JobMeasure, task_manager: str) -> bool:
    """Whether the slots that are taken there are all this job's: as many as one vertex has subtasks."""
    if isinstance(job.last.task_managers, Unknown):
        return False
    taken = sum(each.slots - each.free_slots for each in job.last.task_managers if each.id == task_manager)
    own = [sum(each.task_manager == task_manager for each in vertex.subtasks) for vertex in job.vertices]
    return taken <= max(own, default=0)


def short_of_cpu(job: JobMeasure, vertex: VertexMeasure, thresholds: Thresholds) -> bool:
    """Whether the vertex may wait for a core."""
    return is_full(job, thresholds) or held_down(job, vertex, thresholds)


def is_full(job: JobMeasure, thresholds: Thresholds) -> bool:
    """Whether this machine's CPU is, or may be."""
    return not isinstance(job.host, Unknown) and known_or(job.host.cpu_ratio, 1.0) >= thresholds.host_full_ratio


def held_down(job: JobMeasure, vertex: VertexMeasure, thresholds: Thresholds) -> bool:
    """Whether a container at its limit, or memory that went to the disk, keeps the vertex from its CPU."""
    host = job.host
    if isinstance(host, Unknown):
        return False
    if known_or(host.swapped_bytes_per_second, 0.0) >= thresholds.swapping_bytes_per_second:
        return True
    return any(_at_its_limit(each) for each in _of(host, vertex))


def _at_its_limit(process: ProcessMeasure) -> bool:
    limit = process.cpu_limit_cores
    return is_known(limit) and known_or(process.cores, limit) >= AT_THE_LIMIT * limit


def _of(host: HostMeasure, vertex: VertexMeasure) -> list[ProcessMeasure]:
    places = {each.task_manager for each in vertex.subtasks}
    return [each for each in host.task_managers if each.task_manager in places]


def _subtasks(use: Use) -> str:
    return "1 subtask" if use.subtasks == 1 else f"{use.subtasks} subtasks"
