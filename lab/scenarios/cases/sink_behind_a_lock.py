"""Another session has locked the table, as a migration does."""

from lab.scenarios.disturbances import LockedTable
from lab.scenarios.jobs.template import Template
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import WITH_A_BACKLOG, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Stream(2_000)
SCENARIO = Scenario(
    planted="LOCK TABLE ... IN ACCESS EXCLUSIVE MODE from before the window until after it",
    job=Template(LOAD),
    load=LOAD,
    expected=Expected("stalled", "jdbc_sink", "external_wait"),
    must_fire=("no_progress", "sink_waits_on_database"),
    may_fire=("growing_lag", *WITH_A_BACKLOG),
    truth=Faster("no row is written while the lock is held; without it they are", 3.0, Without(undisturbed=True)),
    disturbances=(LockedTable(),),
)
