"""More subtasks compute than the machine has cores."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="`work` computes 1 ms a record on 4 subtasks, and the machine has 2 cores",
    job=Graph((Stage("work", compute_ms=1.0, parallelism=4),), LOAD),
    load=LOAD,
    expected=Expected("host_bound", None, "cpu"),
    must_fire=("saturated_resource",),
    may_fire=UNDER_BACKPRESSURE,
    truth=Faster(
        "with a tenth of the work a record it does more than twice as much", 2.0, Without({"work.compute_ms": 0.1})
    ),
)
