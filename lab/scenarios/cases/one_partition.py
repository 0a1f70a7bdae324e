"""The topic has one partition, so one of two subtasks gets everything."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(100_000, partitions=1)
SCENARIO = Scenario(
    planted="one partition; source and `work` (1 ms a record) go one to one on 2 subtasks",
    job=Graph((Stage("work", wait_ms=1.0, parallelism=2),), LOAD, sources={"kafka_source": 2}),
    load=LOAD,
    expected=Expected("subtask_bound", "work", "partitions"),
    may_fire=("skewed_subtasks", "idle_source_subtasks", "partitions_limit_parallelism", *UNDER_BACKPRESSURE),
    truth=Faster("with four partitions the same job is twice as fast", 1.6, Without(load=Backlog(100_000))),
    settle_seconds=16.0,
)
