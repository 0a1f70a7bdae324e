"""Other programs hold all connections of the database, so the sink gets none."""

from lab.scenarios.disturbances import TakenConnections
from lab.scenarios.jobs.template import Template
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import WITH_A_BACKLOG, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Stream(2_000)
SCENARIO = Scenario(
    planted="all connections are taken before the sink opens its own",
    job=Template(LOAD),
    load=LOAD,
    expected=Expected("stalled", "jdbc_sink", "connections"),
    must_fire=("no_progress",),
    may_fire=("growing_lag", "too_many_connections", *WITH_A_BACKLOG),
    truth=Faster("without the others rows are written", 3.0, Without(undisturbed=True)),
    disturbances=(TakenConnections(),),
)
