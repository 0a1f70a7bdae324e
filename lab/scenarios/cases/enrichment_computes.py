"""The enrichment uses half a millisecond of CPU for each record."""

from lab.scenarios.jobs.template import Template
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import WITH_A_BACKLOG, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="enrichment.function computes for 0.5 ms",
    job=Template(
        LOAD,
        changes={
            "enrichment": {"function": "lab.scenarios.planted.enrichments:computing"},
            # Records come out as bundles; small ones show a rate in a short window.
            "operators": {"jdbc_sink": {"batch_size": 500}},
        },
    ),
    load=LOAD,
    expected=Expected("operator_bound", "enrichment", "cpu"),
    may_fire=WITH_A_BACKLOG,
    truth=Faster(
        "the example's own enrichment makes the same job many times as fast",
        3.0,
        Without({"enrichment.function": "jobs.examples.orders:enrich"}),
    ),
    applies=True,
    sweep={"enrichment.parallelism": (1, 2, 4)},
)
