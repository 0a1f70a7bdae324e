"""Records go to Python one at a time."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Cluster, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(500_000)
SCENARIO = Scenario(
    planted="python.fn-execution.bundle.size is 1; `work` itself does nothing",
    job=Graph((Stage("work"),), LOAD),
    load=LOAD,
    cluster=Cluster({"python.fn-execution.bundle.size": 1}),
    expected=Expected("operator_bound", "work", "python_overhead"),
    must_fire=("python_overhead",),
    may_fire=UNDER_BACKPRESSURE,
    truth=Faster(
        "with Flink's own bundles the same job is more than three times as fast", 3.0, Without(cluster=Cluster())
    ),
)
