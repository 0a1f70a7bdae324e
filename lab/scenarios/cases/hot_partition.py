"""Nine in ten records lie in one of four partitions, and each subtask works on its own."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000, hot_partition_share=0.9)
SCENARIO = Scenario(
    planted="partition 0 holds 90 % of the orders; source and `work` (1 ms a record) go one to one on 4 subtasks",
    job=Graph((Stage("work", wait_ms=1.0, parallelism=4),), LOAD, sources={"kafka_source": 4}),
    load=LOAD,
    expected=Expected("subtask_bound", "work", "hot_partition"),
    may_fire=("skewed_subtasks", "hot_partition", *UNDER_BACKPRESSURE),
    truth=Faster("with even partitions the same job is almost four times as fast", 2.5, Without(load=Backlog(200_000))),
    settle_seconds=16.0,
)
