"""In thread mode four subtasks of one TaskManager take turns in one interpreter."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Cluster, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="python.execution-mode is thread; `work` computes 0.3 ms a record on 4 subtasks of one TaskManager",
    job=Graph((Stage("work", compute_ms=0.3, parallelism=4),), LOAD),
    load=LOAD,
    cluster=Cluster({"python.execution-mode": "thread"}),
    expected=Expected("operator_bound", "work", "python_overhead"),
    must_fire=("shared_interpreter",),
    may_fire=UNDER_BACKPRESSURE,
    truth=Faster("in process mode the same job is faster", 1.2, Without(cluster=Cluster())),
)
