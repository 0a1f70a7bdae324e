"""The database stops in the middle of the window."""

from lab.scenarios.disturbances import StoppedPart
from lab.scenarios.jobs.template import Template
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import WITH_A_BACKLOG, Expected, Scenario
from lab.scenarios.truth import ByDefinition

LOAD = Stream(2_000)
SCENARIO = Scenario(
    planted="Postgres is stopped between the looks and stays away",
    job=Template(LOAD),
    load=LOAD,
    expected=Expected("stalled", "jdbc_sink", "external_wait"),
    must_fire=("no_progress",),
    may_fire=("growing_lag", "sink_waits_on_database", *WITH_A_BACKLOG),
    truth=ByDefinition("rows are written until the moment of the stop, none after it"),
    disturbances=(StoppedPart("postgres"),),
    window_seconds=24.0,
    samples=3,
)
