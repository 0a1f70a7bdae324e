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
# Core seconds that a record takes of broker and database, should they run beside the job: `make bench` finds 7 of a
# million for Postgres, about 2 for Kafka.
AROUND_A_RECORD_SECONDS = 10e-6


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


def cores(job: JobMeasure, observed: float, culprit: VertexMeasure, *, made_cheaper: bool) -> Ceiling | None:
    """What the CPU carries: as this machine measured it when the whole job runs here, else if every busy second is one
    of a core. `made_cheaper` is whether the culprit will cost less a record than now.

    None when the machines are not known, and when there are more busy seconds than cores: then some of them wait,
    and which is not known.
    """
    # What of the machine's CPU an operator that is made cheaper gives back is not known: its busy time is.
    if not made_cheaper and (measured := measured_cores(job, observed, culprit)) is not None:
        return measured
    whole = all_cores(job)
    used = sum(_computing(vertex) for vertex in job.vertices if not made_cheaper or vertex.id != culprit.id)
    if not 0 < used < whole:
        return None
    return Ceiling(observed * whole / used, f"the CPU ({whole} cores; {used:.1f} are busy)")


def measured_cores(job: JobMeasure, observed: float, culprit: VertexMeasure) -> Ceiling | None:
    """The job's part of this machine's CPU grows with its rate into what is free; None unless all of it runs here."""
    host = job.host
    if isinstance(host, Unknown) or isinstance(job.machines, Unknown) or not job.machines:
        return None
    busy, own = host.busy_cores, host.job_cores
    if not host.runs(each.id for each in job.machines) or not is_known(busy) or not is_known(own):
        return None
    # What else is busy may be the database at work for the sink that limits the job; else it is what a record takes.
    around = max(0.0, busy - own)
    grows = own + (around if culprit.batches else min(around, observed * AROUND_A_RECORD_SECONDS))
    if grows <= 0:
        return None
    rate = observed * (grows + max(0.0, host.cores - busy)) / grows
    return Ceiling(rate, f"the CPU ({host.cores} cores; {busy:.2g} are busy, {grows:.2g} of them grow with the job)")


def _computing(vertex: VertexMeasure) -> float:
    """Cores that a vertex keeps busy at most. A flush counts: its database may run on the same machine."""
    return known_or(vertex.busy_ratio, 0.0) * vertex.parallelism
