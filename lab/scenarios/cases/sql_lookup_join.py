"""A lookup join in pure SQL, chained with its source, whose database takes its time for each row."""

from lab.scenarios.jobs.sql import CUSTOMERS, CUSTOMERS_VIEW, ORDERS, Sql
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(1_500_000)
SCENARIO = Scenario(
    planted="each lookup takes 2 ms in the database",
    job=Sql(
        "INSERT INTO joined SELECT o.order_id, c.country FROM orders o "
        "JOIN customers FOR SYSTEM_TIME AS OF o.arrived AS c ON o.customer_id = c.customer_id",
        LOAD,
        tables=(
            ORDERS.replace("event_timestamp BIGINT", "event_timestamp BIGINT, arrived AS PROCTIME()"),
            CUSTOMERS,
            "CREATE TABLE joined (order_id STRING, country STRING) WITH ('connector' = 'blackhole')",
        ),
        settings={"lookup_ms": 2},
        database=CUSTOMERS_VIEW,
    ),
    load=LOAD,
    expected=Expected("operator_bound", "LookupJoin", "external_wait"),
    truth=Faster("without the wait the same job is more than twice as fast", 2.0, Without({"lookup_ms": 0})),
)
