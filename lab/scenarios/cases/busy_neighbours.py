"""Other programs on the machine take its cores."""

from lab.scenarios.disturbances import BusyNeighbours
from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="four other programs compute all the time; `work` computes 0.5 ms a record",
    job=Graph((Stage("work", compute_ms=0.5),), LOAD),
    load=LOAD,
    expected=Expected("host_bound", None, "cpu"),
    must_fire=("saturated_resource",),
    may_fire=UNDER_BACKPRESSURE,
    truth=Faster("without them the same job is more than one and a half times as fast", 1.5, Without(undisturbed=True)),
    disturbances=(BusyNeighbours(4),),
)
