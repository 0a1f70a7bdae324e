"""Two sources flow into one operator that cannot take both."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="`merge` waits 1.5 ms a record of either source",
    job=Graph(
        (Stage("merge", wait_ms=1.5, after=("source_a", "source_b")), Stage("last")),
        LOAD,
        sources={"source_a": 1, "source_b": 1},
    ),
    load=LOAD,
    expected=Expected("operator_bound", "merge", "external_wait"),
    may_fire=UNDER_BACKPRESSURE,
    truth=Faster("without it the job is more than three times as fast", 3.0, Without({"merge.wait_ms": 0.0})),
    applies=True,
    sweep={"merge.parallelism": (1, 2, 4, 8)},
)
