"""As many requests are under way as may be; the operator itself does nothing."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="`lookup` has 20 requests of 50 ms under way: 400 a second",
    job=Graph((Stage("lookup", wait_ms=50.0, lookups=20),), LOAD),
    load=LOAD,
    expected=Expected("operator_bound", "lookup", "external_wait"),
    may_fire=UNDER_BACKPRESSURE,
    truth=Faster("with 100 requests under way it does more than twice as much", 2.0, Without({"lookup.lookups": 100})),
    applies=True,
)
