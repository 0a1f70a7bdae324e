"""Barriers wait behind records, so checkpoints take many times their interval."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="`slow` waits 2 ms a record with full buffers before it; a checkpoint is due every second",
    job=Graph((Stage("slow", wait_ms=2.0),), LOAD, flink={"execution.checkpointing.interval": "1 s"}),
    load=LOAD,
    expected=Expected("operator_bound", "slow", "external_wait"),
    must_fire=("checkpoints_stretched_by_backpressure",),
    truth=Faster(
        "without the wait it does more than three times as much, and nothing holds up its checkpoints",
        3.0,
        Without({"slow.wait_ms": 0.0}),
    ),
    settle_seconds=35.0,
)
