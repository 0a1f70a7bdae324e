"""Every checkpoint expires; the job itself is well."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import KeepsUp

LOAD = Stream(500)
SCENARIO = Scenario(
    planted="a timeout of 10 ms for checkpoints, of which a hundred may fail",
    job=Graph(
        (Stage("work"),),
        LOAD,
        flink={
            "execution.checkpointing.interval": "2 s",
            "execution.checkpointing.timeout": "10 ms",
            "execution.checkpointing.tolerable-failed-checkpoints": "1000",
        },
    ),
    load=LOAD,
    expected=Expected("input_bound"),
    must_fire=("failing_checkpoints",),
    truth=KeepsUp("the topic's lag stays under a second of what arrives; no checkpoint completes"),
)
