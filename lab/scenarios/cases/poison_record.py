"""One record cannot be parsed, and the job fails of it again and again."""

from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import RunsOn, Without

LOAD = Backlog(20_000, partitions=1, poison_after=15_000)
SCENARIO = Scenario(
    planted="record 15,000 is no JSON; `parse` raises at it",
    job=Graph((Stage("parse", parses=True), Stage("last")), LOAD),
    load=LOAD,
    expected=Expected("stalled", "parse", "unknown"),
    must_fire=("restart_loop", "no_progress"),
    truth=RunsOn("a topic without that record is read without a restart", Without(load=Backlog(20_000, partitions=1))),
    settle_seconds=10.0,
    window_seconds=24.0,
    samples=2,
)
