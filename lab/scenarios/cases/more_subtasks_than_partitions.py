"""Half of the source's subtasks have nothing to read, and nobody minds."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import KeepsUp

LOAD = Stream(400, partitions=2)
SCENARIO = Scenario(
    planted="a source of 4 subtasks on 2 partitions, at a load that it carries with ease",
    job=Graph((Stage("work", wait_ms=0.5),), LOAD, sources={"kafka_source": 4}),
    load=LOAD,
    expected=Expected("input_bound"),
    must_fire=("idle_source_subtasks",),
    truth=KeepsUp("the topic's lag stays under a second of what arrives"),
)
