"""The lag climbs and falls again with the load, as it should."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import KeepsUp

LOAD = Stream(900, on_seconds=6.0, off_seconds=6.0)
SCENARIO = Scenario(
    planted="900 records a second for six of twelve seconds; `work` does 600",
    job=Graph((Stage("work", wait_ms=1.5),), LOAD),
    load=LOAD,
    expected=Expected("input_bound"),
    may_fire=("utilization_over_target",),
    truth=KeepsUp("the lag returns to nothing in every period of twelve seconds"),
    window_seconds=36.0,
    samples=4,
)
