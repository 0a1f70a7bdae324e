"""The project's template at a load that it carries with ease."""

from lab.scenarios.jobs.template import Template
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import KeepsUp

LOAD = Stream(3_000)
SCENARIO = Scenario(
    planted="nothing",
    job=Template(LOAD),
    load=LOAD,
    expected=Expected("input_bound"),
    truth=KeepsUp("the topic's lag stays under a second of what arrives"),
)
