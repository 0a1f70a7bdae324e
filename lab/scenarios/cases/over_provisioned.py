"""Eight subtasks for what one would do."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import KeepsUp, Without

LOAD = Stream(200)
SCENARIO = Scenario(
    planted="200 records a second at 1 ms each on 8 subtasks",
    job=Graph((Stage("work", wait_ms=1.0, parallelism=8),), LOAD),
    load=LOAD,
    expected=Expected("input_bound"),
    must_fire=("over_provisioned",),
    truth=KeepsUp(
        "with one subtask the topic's lag stays under a second of what arrives, too", Without({"work.parallelism": 1})
    ),
)
