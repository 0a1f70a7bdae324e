"""An operator that is busy for more than half of the time, and keeps up."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import KeepsUp

LOAD = Stream(275)
SCENARIO = Scenario(
    planted="275 records a second at about 2.1 ms each",
    job=Graph((Stage("work", wait_ms=2.0),), LOAD),
    load=LOAD,
    expected=Expected("input_bound"),
    truth=KeepsUp("the topic's lag stays under a second of what arrives"),
)
