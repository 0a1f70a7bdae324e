"""Checkpoints cannot be written, and the job may not survive that."""

from lab.scenarios.disturbances import BrokenCheckpoints
from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import RunsOn, Without

LOAD = Stream(500)
SCENARIO = Scenario(
    planted="the folder of the checkpoints is gone; no failed checkpoint is tolerated",
    job=Graph(
        (Stage("work"),),
        LOAD,
        flink={
            "execution.checkpointing.dir": "file://{work}/checkpoints",
            "execution.checkpointing.interval": "1 s",
            "execution.checkpointing.tolerable-failed-checkpoints": "0",
        },
    ),
    load=LOAD,
    expected=Expected("stalled", None, "checkpoints"),
    must_fire=("restart_loop", "no_progress"),
    may_fire=("failing_checkpoints", "growing_lag"),
    truth=RunsOn("with the folder left alone the job runs without a restart", Without(undisturbed=True)),
    disturbances=(BrokenCheckpoints(),),
    window_seconds=30.0,
    samples=2,
)
