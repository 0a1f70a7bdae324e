"""A job in pure SQL, chained as Flink does it by itself: one vertex, and nothing in it can be backpressured."""

from lab.scenarios.cases.sql_computes import BLACKHOLE, HASHES
from lab.scenarios.jobs.sql import ORDERS, Sql
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(4_000_000)
SCENARIO = Scenario(
    planted="a hash of several kilobytes for each order, in one chain with the source",
    job=Sql(
        f"INSERT INTO hashes SELECT {HASHES} FROM orders",
        LOAD,
        tables=(ORDERS, BLACKHOLE),
        settings={"repeats": 1000},
    ),
    load=LOAD,
    expected=Expected("operator_bound", "Calc", "cpu"),
    truth=Faster("a hash of some bytes makes the same job more than twice as fast", 2.0, Without({"repeats": 1})),
)
