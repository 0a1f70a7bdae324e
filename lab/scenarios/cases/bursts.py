"""Work for five seconds arrives every ten."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import KeepsUp

LOAD = Stream(1_500, on_seconds=2.0, off_seconds=8.0)
SCENARIO = Scenario(
    planted="3,000 records arrive in two seconds of ten; `work` takes about five for them",
    job=Graph((Stage("work", wait_ms=1.5),), LOAD),
    load=LOAD,
    expected=Expected("input_bound"),
    truth=KeepsUp("at the end of every period nothing is left in the topic"),
    window_seconds=24.0,
    samples=3,
)
