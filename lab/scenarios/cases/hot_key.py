"""Nine in ten records carry one key."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000, hot_key_share=0.9)
SCENARIO = Scenario(
    planted="one customer has 90 % of the orders; `count` behind keyBy waits 1 ms a record on 4 subtasks",
    job=Graph((Stage("count", wait_ms=1.0, keyed=True, parallelism=4),), LOAD),
    load=LOAD,
    expected=Expected("subtask_bound", "count", "hot_key"),
    may_fire=("skewed_subtasks", *UNDER_BACKPRESSURE),
    truth=Faster("with even keys the same job is almost four times as fast", 2.5, Without(load=Backlog(200_000))),
    fast=True,
)
