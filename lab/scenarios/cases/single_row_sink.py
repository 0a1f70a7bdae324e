"""Every row is a statement and a commit of its own."""

from lab.scenarios.jobs.template import Template
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import WITH_A_BACKLOG, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(1_500_000)
SCENARIO = Scenario(
    planted="jdbc_sink.batch_size is 1",
    job=Template(LOAD, base="slow.yaml"),
    load=LOAD,
    expected=Expected("operator_bound", "jdbc_sink", "small_batches"),
    must_fire=("unbatched_sink",),
    may_fire=WITH_A_BACKLOG,
    truth=Faster(
        "the same job with 500 rows a batch does many times as much",
        3.0,
        Without({"jdbc_sink.batch_size": 500, "jdbc_sink.batch_interval_ms": 200}),
    ),
    applies=True,
    sweep={"jdbc_sink.parallelism": (1, 2, 4), "jdbc_sink.batch_size": (500, 5_000)},
)
