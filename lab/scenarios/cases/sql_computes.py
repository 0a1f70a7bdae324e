"""A job in pure SQL whose expression computes all the time."""

from lab.scenarios.jobs.sql import ORDERS, Sql
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(4_000_000)
BLACKHOLE = "CREATE TABLE hashes (h STRING) WITH ('connector' = 'blackhole')"
HASHES = "SHA256(REPEAT(CONCAT(order_id, customer_id), {repeats}))"
SCENARIO = Scenario(
    planted="a hash of several kilobytes for each order",
    job=Sql(
        f"INSERT INTO hashes SELECT {HASHES} FROM orders",
        LOAD,
        tables=(ORDERS, BLACKHOLE),
        settings={"repeats": 1000},
        flink={"pipeline.operator-chaining.enabled": "false"},
    ),
    load=LOAD,
    expected=Expected("operator_bound", "Calc", "cpu"),
    may_fire=UNDER_BACKPRESSURE,
    truth=Faster("a hash of some bytes makes the same job more than twice as fast", 2.0, Without({"repeats": 1})),
)
