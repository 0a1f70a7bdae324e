"""The enrichment waits two milliseconds for each record, as for a lookup elsewhere."""

from lab.scenarios.jobs.template import Template
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import WITH_A_BACKLOG, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="enrichment.function sleeps for 2 ms",
    job=Template(
        LOAD,
        changes={
            "enrichment": {"function": "lab.scenarios.planted.enrichments:waiting"},
            "operators": {"jdbc_sink": {"batch_size": 100}},
        },
    ),
    load=LOAD,
    expected=Expected("operator_bound", "enrichment", "external_wait"),
    may_fire=WITH_A_BACKLOG,
    truth=Faster(
        "the example's own enrichment makes the same job many times as fast",
        10.0,
        Without({"enrichment.function": "jobs.examples.orders:enrich"}),
    ),
    applies=True,
    sweep={"enrichment.parallelism": (1, 2, 4)},
    fast=True,
)
