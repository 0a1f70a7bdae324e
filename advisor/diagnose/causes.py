"""Why a saturated operator is slow: only what the evidence carries, `unknown` otherwise.

The first that holds is the cause; what else was seen stays in the evidence.
"""

from __future__ import annotations

from collections.abc import Callable

from advisor.diagnose.candidates import busiest
from advisor.diagnose.context import Case
from advisor.diagnose.cpu import SOURCE, measured_cpu, shares_an_interpreter, short_of_cpu
from advisor.diagnose.database import database_away, database_evidence, lock_evidence, short_of_connections
from advisor.diagnose.python_workers import bundles, in_threads, known_to_run_python
from advisor.diagnose.verdict import Cause, Evidence
from advisor.measure.batches import BatchMeasure
from advisor.measure.host import ProcessMeasure
from advisor.measure.job import JobMeasure
from advisor.measure.machines import MachineMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.unknown import Unknown, is_known, known_or

Found = tuple[Cause, tuple[Evidence, ...]] | None
FLAME = "flame graph"


def find_cause(job: JobMeasure, culprit: VertexMeasure, settings: JobSettings) -> tuple[Cause, tuple[Evidence, ...]]:
    """The cause of a saturated operator and its evidence."""
    steps: tuple[Callable[[JobMeasure, VertexMeasure, JobSettings], Found], ...] = (
        collects_garbage,
        short_of_connections,
        _small_batches,
        _flushes,
        _takes_turns,
        _overhead_of_python,
        _measured,
        _seen_in_stacks,
        _computes,
    )
    for step in steps:
        if found := step(job, culprit, settings):
            return found
    return "unknown", ()


def collects_garbage(job: JobMeasure, culprit: VertexMeasure, settings: JobSettings) -> Found:
    """A TaskManager of the vertex whose collections take the larger part of its time."""
    least = settings.thresholds.gc_limits_ratio
    worst = max(_machines_of(job, culprit), key=lambda each: _gc_ratio(job, each), default=None)
    if worst is None:
        return None
    ratio, process = _gc_ratio(job, worst), _process(job, worst)
    jstat = [] if process is None else _heap(process)
    if ratio >= least:
        what = f"{worst.id} collects garbage {ratio:.0%} of the time; its tasks stand still meanwhile"
        return "gc", (Evidence(what, round(ratio, 3), least, "ratio", "TaskManager"), *jstat)
    if process is None or isinstance(job.host, Unknown) or not short_of_cpu(job, culprit, settings.thresholds):
        return None
    # Concurrent collections stop nobody, but on a full machine they take the cores that the tasks would use.
    share = known_or(process.gc_cores, 0.0) / job.host.cores
    if share < least:
        return None
    what = f"{worst.id} collects garbage with {share:.0%} of the machine's CPU, beside its tasks too, and it is full"
    return "gc", (Evidence(what, round(share, 3), least, "share of all cores", SOURCE), *jstat)


def _gc_ratio(job: JobMeasure, machine: MachineMeasure) -> float:
    """Share of the time that collections stopped the tasks for: Flink's beans come from a cache, jstat is exact."""
    process = _process(job, machine)
    told = process.gc_ratio if process is not None else machine.gc_ratio
    return told if is_known(told) else known_or(machine.gc_ratio, 0.0)


def _process(job: JobMeasure, machine: MachineMeasure) -> ProcessMeasure | None:
    host = job.host
    return None if isinstance(host, Unknown) else host.of(machine.id)


def _heap(process: ProcessMeasure) -> list[Evidence]:
    if not is_known(process.old_ratio) or not is_known(process.full_collections):
        return []
    what = f"its old generation is {process.old_ratio:.0%} full, after {process.full_collections:.0f} full collections"
    return [Evidence(what, round(process.old_ratio, 3), None, "share of the old generation", "jstat")]


def _small_batches(job: JobMeasure, culprit: VertexMeasure, settings: JobSettings) -> Found:
    own = next((settings.operators[uid] for uid in culprit.operators if uid in settings.operators), None)
    small = settings.thresholds.small_batch_rows
    evidence = [*_from_sink(culprit.batches, small), *database_evidence(job, culprit, settings)]
    if not evidence and own and own.batch_size is not None and own.batch_size <= small:
        what = f"the profile sets a batch size of {own.batch_size}"
        evidence = [Evidence(what, own.batch_size, small, "rows", "profile")]
    rows = [each.observed for each in evidence if each.unit == "rows"]
    # Rows that are few because locks hold them up are no small batches: their time is waiting.
    if any(isinstance(each, int | float) and each <= small for each in rows) and not lock_evidence(job, culprit):
        return "small_batches", tuple(evidence)
    return None


def _flushes(job: JobMeasure, culprit: VertexMeasure, settings: JobSettings) -> Found:
    if away := database_away(job, culprit):
        return "external_wait", (*_from_sink(culprit.batches, settings.thresholds.small_batch_rows), away)
    share = known_or(culprit.batches.flush_share, 0) if culprit.batches else 0.0
    if share < settings.thresholds.flushes_dominate_ratio:
        return None
    evidence = _from_sink(culprit.batches, settings.thresholds.small_batch_rows)
    return "external_wait", (*evidence, *database_evidence(job, culprit, settings))


def _takes_turns(job: JobMeasure, culprit: VertexMeasure, settings: JobSettings) -> Found:
    return shares_an_interpreter(Case(job, settings), culprit)


def _overhead_of_python(job: JobMeasure, culprit: VertexMeasure, settings: JobSettings) -> Found:
    """Tiny bundles: each costs a way into Python and back, whatever the function does."""
    case = Case(job, settings)
    how, least = bundles(case), settings.thresholds.small_bundle_records
    if how is None or how.size > least or in_threads(case) or not _runs_python(case, culprit):
        return None
    what = f"records go to Python {how.size:,.0f} at a time"
    return "python_overhead", (Evidence(what, int(how.size), least, "records a bundle", how.source),)


def _runs_python(case: Case, culprit: VertexMeasure) -> bool:
    """Known by profile or stacks; else there are Python workers, and it stands where a source or sink does not."""
    if known_to_run_python(case, culprit):
        return True
    host, topology = case.job.host, case.job.topology
    workers = 0 if isinstance(host, Unknown) else sum(each.python_workers for each in host.task_managers)
    between = bool(topology.upstream_of(culprit.id) and topology.downstream_of(culprit.id))
    return bool(workers) and between and not is_known(culprit.in_python_ratio)


def _measured(job: JobMeasure, culprit: VertexMeasure, settings: JobSettings) -> Found:
    return measured_cpu(Case(job, settings), culprit)


def _seen_in_stacks(_job: JobMeasure, culprit: VertexMeasure, _settings: JobSettings) -> Found:
    """What the threads were seen at, when the cluster samples flame graphs."""
    python, waiting = culprit.in_python_ratio, culprit.waiting_ratio
    if not is_known(python) or not is_known(waiting):
        return None
    busy = busiest(culprit)
    if python >= 0.5 * busy:
        # The time of a Python worker is its own; whether it computes or waits is not seen from Java.
        what = f"{python:.0%} of the time Java hands over to Python and waits for it"
        return "unknown", (Evidence(what, round(python, 3), None, "ratio", FLAME),)
    if waiting >= 0.5 * busy:
        what = f"{waiting:.0%} of the time its threads wait for something outside of Flink"
        return "external_wait", (Evidence(what, round(waiting, 3), None, "ratio", FLAME),)
    what = f"its threads were seen computing, not waiting ({waiting:.0%} waiting, {python:.0%} in Python)"
    return "cpu", (Evidence(what, round(1 - waiting - python, 3), None, "ratio", FLAME),)


def _computes(job: JobMeasure, culprit: VertexMeasure, settings: JobSettings) -> Found:
    """A JVM that uses a core for each saturated subtask, with nobody else who would."""
    machines = _machines_of(job, culprit)
    saturated = sum(known_or(s.busy_ratio, 0) >= settings.thresholds.saturated_busy_ratio for s in culprit.subtasks)
    others = sum(known_or(v.busy_ratio, 0) * v.parallelism for v in job.vertices if v.id != culprit.id)
    if not machines or not saturated or others > 0.5 * saturated:
        return None
    cores = sum(known_or(each.jvm_cpu_ratio, 0.0) * each.cpu_cores for each in machines)
    least = settings.thresholds.computing_cores * saturated
    if cores < least:
        return None
    what = f"the JVM uses {cores:.1f} cores while {saturated} of {culprit.parallelism} subtasks are full: it computes"
    return "cpu", (Evidence(what, round(cores, 2), round(least, 2), "cores", "Status.JVM.CPU.Time"),)


def _machines_of(job: JobMeasure, vertex: VertexMeasure) -> list[MachineMeasure]:
    if isinstance(job.machines, Unknown):
        return []
    used = {each.task_manager for each in vertex.subtasks}
    return [each for each in job.machines if each.id in used or used == {""}]


def _from_sink(batches: BatchMeasure | None, small: float) -> list[Evidence]:
    if batches is None or not is_known(batches.rows_per_flush) or not is_known(batches.ms_per_flush):
        return []
    share = f", {batches.flush_share:.0%} of its time" if is_known(batches.flush_share) else ""
    what = f"{batches.rows_per_flush:,.1f} rows a flush, {batches.ms_per_flush:.2f} ms each{share}"
    return [Evidence(what, round(batches.rows_per_flush, 2), small, "rows", "sink counters")]
