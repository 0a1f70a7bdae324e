"""Two slow operators in a row; the second is the slower one."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="`second` waits 2 ms a record, `first` above it 1.4 ms",
    job=Graph((Stage("first", wait_ms=1.4), Stage("second", wait_ms=2.0)), LOAD),
    load=LOAD,
    expected=Expected("operator_bound", "second", "external_wait"),
    may_fire=UNDER_BACKPRESSURE,
    truth=Faster(
        "relieving the second, the first limits: more than a fifth more", 1.2, Without({"second.wait_ms": 0.0})
    ),
    applies=True,
    sweep={"first.parallelism": (1, 2, 4), "second.parallelism": (1, 2, 4, 8)},
)
