"""A job in pure SQL at a load that it carries with ease."""

from lab.scenarios.jobs.sql import ORDERS, Sql
from lab.scenarios.loads import Stream
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import KeepsUp

LOAD = Stream(500)
BLACKHOLE = "CREATE TABLE counts (customer_id STRING, orders BIGINT) WITH ('connector' = 'blackhole')"
SCENARIO = Scenario(
    planted="nothing",
    job=Sql(
        "INSERT INTO counts SELECT customer_id, COUNT(*) FROM orders GROUP BY customer_id",
        LOAD,
        tables=(ORDERS, BLACKHOLE),
        parallelism=2,
    ),
    load=LOAD,
    expected=Expected("input_bound"),
    truth=KeepsUp("the topic's lag stays under a second of what arrives"),
)
