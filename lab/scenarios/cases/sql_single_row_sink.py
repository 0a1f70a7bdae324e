"""A job in pure SQL whose JDBC sink commits every row; the connector counts nothing."""

from lab.scenarios.jobs.sql import ENRICHED_ORDERS, ORDERS, Sql
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(1_500_000)
SCENARIO = Scenario(
    planted="sink.buffer-flush.max-rows is 1",
    job=Sql(
        "INSERT INTO enriched_orders SELECT order_id, customer_id, CAST(amount AS DECIMAL(12, 2)), currency, "
        "CAST(amount AS DECIMAL(12, 2)), FALSE, status, event_timestamp, CAST(0 AS BIGINT) FROM orders",
        LOAD,
        tables=(ORDERS, ENRICHED_ORDERS),
        settings={"batch_size": 1},
        flink={
            "pipeline.operator-chaining.enabled": "false",
            "table.exec.sink.upsert-materialize": "NONE",
            "table.exec.sink.require-on-conflict": "false",
        },
    ),
    load=LOAD,
    expected=Expected("operator_bound", "enriched_orders", "small_batches"),
    may_fire=UNDER_BACKPRESSURE,
    truth=Faster(
        "1,000 rows a batch make the same job more than three times as fast", 3.0, Without({"batch_size": 1_000})
    ),
)
