"""The question comes while workers and compilers still start."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import ByDefinition

LOAD = Backlog(200_000)
SCENARIO = Scenario(
    planted="the first look comes two seconds after the job runs",
    job=Graph((Stage("slow", wait_ms=1.0),), LOAD),
    load=LOAD,
    expected=Expected("not_enough_data"),
    truth=ByDefinition("the same job ten seconds later is another scenario: its rate has changed by then"),
    settle_seconds=0.0,
    fast=True,
)
