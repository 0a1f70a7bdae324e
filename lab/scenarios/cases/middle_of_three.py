"""Of three operators in a row the middle one computes."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="`middle` computes for 0.8 ms a record, the others for nothing",
    job=Graph((Stage("first"), Stage("middle", compute_ms=0.8), Stage("last")), LOAD),
    load=LOAD,
    expected=Expected("operator_bound", "middle", "cpu"),
    may_fire=UNDER_BACKPRESSURE,
    truth=Faster("without it the job is more than three times as fast", 3.0, Without({"middle.compute_ms": 0.0})),
)
