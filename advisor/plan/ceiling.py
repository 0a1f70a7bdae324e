"""How far the job can go once the operator that limits it no longer does: the next limit, by name."""

from __future__ import annotations

import math
from dataclasses import dataclass

from advisor.diagnose.lag import arriving_per_second, lag_growth_per_second, lag_is_current
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.thresholds import Thresholds
from advisor.model.unknown import Measure, Unknown, is_known, known_or
from advisor.plan.bounds import all_cores
from advisor.plan.figures import rounded
from advisor.plan.parallelism import catch_up_rate, source_target

# Without any other limit in sight nobody knows how far the rest of the job carries: twice is a step one can check.
STEP_INTO_THE_UNKNOWN = 2.0


@dataclass(frozen=True)
class Ceiling:
    """The job's throughput at most, records per second, and what sets it. `backlog` are records that wait besides."""

    rate: float
    name: str
    backlog: float = 0.0


def next_operator(job: JobMeasure, culprit: VertexMeasure, observed: float) -> Ceiling | None:
    """The next slowest operator with the parallelism that it has."""
    found = []
    for vertex in job.vertices:
        rate = job.capacity(vertex)
        if vertex.id != culprit.id and is_known(rate) and not math.isinf(rate):
            # An estimate below what was just seen is an estimate: the operator did at least that.
            least = max(rate, observed)
            found.append(Ceiling(least, f"{vertex.uid} ({rounded(least):,.0f} rec/s)"))
    return min(found, key=lambda ceiling: ceiling.rate, default=None)


def demand(job: JobMeasure, thresholds: Thresholds) -> Ceiling | None:
    """What arrives, and what works off the backlog in time.

    None when it is unknown: without Kafka's count while a source is held back.
    """
    offered, waits = 0.0, 0.0
    for source in job.sources:
        last, rate = source.pending_records[-1], source.records_in_per_second
        arriving = _arriving(source, thresholds)
        if not lag_is_current(source, thresholds) or not (is_known(last) and is_known(rate) and is_known(arriving)):
            return None
        offered += arriving
        waits += last if last >= thresholds.lag_worth_naming_seconds * rate else 0.0
    if not offered and not waits:
        return None
    name = f"the input ({rounded(offered):,.0f} rec/s arrive" if offered else "the input (nothing arrives"
    # The job's throughput may be rows, of which one record gives several, or a part of one.
    rows = job.rows_a_record
    if not waits:
        return Ceiling(rows * offered, f"{name})")
    minutes = thresholds.catch_up_seconds / 60
    rate = offered + catch_up_rate(waits, thresholds.catch_up_seconds)
    return Ceiling(rows * rate, f"{name}, and {waits:,.0f} that wait are worked off in {minutes:g} min)", waits)


def _arriving(source: VertexMeasure, thresholds: Thresholds) -> Measure:
    """Records per second that producers add: as Kafka counts them, else what is read and by what the lag grows."""
    arriving = arriving_per_second(source)
    if is_known(arriving):
        return arriving
    rate, growth = source.records_in_per_second, lag_growth_per_second(source, thresholds)
    if not is_known(rate) or not is_known(growth):
        return rate if not is_known(rate) else growth
    return source_target(rate, growth)


def cores(job: JobMeasure, observed: float, spared: VertexMeasure | None) -> Ceiling | None:
    """What the CPU carries: as this machine measured it when the whole job runs here, else if every busy second is one
    of a core. `spared` is an operator that is made cheaper.

    None when the machines are not known, and when there are more busy seconds than cores: then some of them wait,
    and which is not known.
    """
    whole = all_cores(job)
    # What of the machine's CPU an operator that is made cheaper gives back is not known: its busy time is.
    measured = _measured(job) if spared is None else None
    if measured is not None:
        # Whatever else runs here may grow with the job (its database, its broker): all of it counts.
        whole, used = measured
        return Ceiling(observed * max(1.0, whole / used), f"the CPU ({whole} cores; {used:.1f} are busy)")
    used = sum(_computing(vertex) for vertex in job.vertices if spared is None or vertex.id != spared.id)
    if not 0 < used < whole:
        return None
    return Ceiling(observed * whole / used, f"the CPU ({whole} cores; {used:.1f} are busy)")


def _measured(job: JobMeasure) -> tuple[int, float] | None:
    """Cores of this machine, and how many are in use; None unless all of the job's TaskManagers run here."""
    host = job.host
    if isinstance(host, Unknown) or isinstance(job.machines, Unknown) or not job.machines:
        return None
    if not host.runs(each.id for each in job.machines) or not is_known(host.busy_cores) or host.busy_cores <= 0:
        return None
    return host.cores, host.busy_cores


def _computing(vertex: VertexMeasure) -> float:
    """Cores that a vertex keeps busy at most. A flush counts: its database may run on the same machine."""
    return known_or(vertex.busy_ratio, 0.0) * vertex.parallelism
