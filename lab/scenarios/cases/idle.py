"""Nothing arrives."""

from lab.scenarios.jobs.template import Template
from lab.scenarios.loads import Nothing
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import KeepsUp

LOAD = Nothing()
SCENARIO = Scenario(
    planted="nothing",
    job=Template(LOAD),
    load=LOAD,
    expected=Expected("input_bound"),
    truth=KeepsUp("all orders that were ever sent are in the table before the window begins"),
    fast=True,
)
