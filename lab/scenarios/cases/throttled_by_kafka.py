"""The broker holds the consumer back by a quota; the job has time."""

from lab.scenarios.disturbances import ConsumerQuota
from lab.scenarios.jobs.graph import Graph, Stage
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Stream(4_000)
SCENARIO = Scenario(
    planted="a quota of 100 kB/s for each consumer; 4,000 records of 150 bytes arrive in a second",
    job=Graph((Stage("work"),), LOAD),
    load=LOAD,
    expected=Expected("source_bound", "kafka_source", "external_wait"),
    may_fire=("growing_lag",),
    # Not the quota's 100 kB by 150 bytes: what counts against it is compressed.
    truth=Faster(
        "without the quota it reads all that arrives, more than one and a half times as much",
        1.5,
        Without(undisturbed=True),
    ),
    disturbances=(ConsumerQuota(100_000),),
    settle_seconds=20.0,
)
