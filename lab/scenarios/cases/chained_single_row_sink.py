"""A single-row sink inside a chain: one vertex, one clock, no backpressure between its operators."""

from lab.scenarios.jobs.template import Template
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import WITH_A_BACKLOG, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(1_500_000)
CHAINED = {"enrichment": {"chaining": True}, "jdbc_sink": {"chaining": True}}
SCENARIO = Scenario(
    planted="jdbc_sink.batch_size is 1, and enrichment and sink share a vertex with the source",
    job=Template(LOAD, base="slow.yaml", changes={"operators": CHAINED}),
    load=LOAD,
    expected=Expected("operator_bound", "jdbc_sink", "small_batches"),
    must_fire=("unbatched_sink",),
    may_fire=("chained_bottleneck", *WITH_A_BACKLOG),
    truth=Faster(
        "the same chain with 500 rows a batch does many times as much",
        3.0,
        Without({"jdbc_sink.batch_size": 500, "jdbc_sink.batch_interval_ms": 200}),
    ),
    applies=True,
)
