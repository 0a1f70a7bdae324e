"""Two branches behind one operator, of which one waits."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="`slow` waits 2 ms a record; `quick` beside it does nothing",
    job=Graph(
        (Stage("split"), Stage("quick", after=("split",)), Stage("slow", wait_ms=2.0, after=("split",))),
        LOAD,
    ),
    load=LOAD,
    expected=Expected("operator_bound", "slow", "external_wait"),
    may_fire=UNDER_BACKPRESSURE,
    truth=Faster("without it the job is more than three times as fast", 3.0, Without({"slow.wait_ms": 0.0})),
    applies=True,
    sweep={"slow.parallelism": (1, 2, 4, 8)},
)
