"""Every row costs the database a millisecond, as with a heavy trigger or index."""

from lab.scenarios.disturbances import SlowRows
from lab.scenarios.jobs.template import Template
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import WITH_A_BACKLOG, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="a trigger that sleeps 1 ms for each row",
    job=Template(LOAD, changes={"operators": {"jdbc_sink": {"batch_size": 100}}}),
    load=LOAD,
    expected=Expected("operator_bound", "jdbc_sink", "external_wait"),
    must_fire=("sink_waits_on_database",),
    may_fire=WITH_A_BACKLOG,
    truth=Faster(
        "without the trigger the same job writes more than ten times as many rows", 10.0, Without(undisturbed=True)
    ),
    disturbances=(SlowRows(1.0),),
)
