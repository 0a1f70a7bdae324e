"""State fills the heap, and the collector stops everything, all the time, for little."""

from lab.scenarios.jobs.sql import ORDERS, Sql
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Cluster, Expected, Scenario
from lab.scenarios.truth import Faster, Without

LOAD = Backlog(4_000_000)
BLACKHOLE = "CREATE TABLE newest (id INT, payload STRING) WITH ('connector' = 'blackhole')"
# Orders are numbered, so that `keys` is how many keys there are.
NEWEST = """
INSERT INTO newest SELECT id, LAST_VALUE(payload) FROM (
    SELECT MOD(CAST(SUBSTRING(order_id FROM 3) AS INT), {keys}) AS id,
           REPEAT(CONCAT(order_id, customer_id, status, currency), 14) AS payload FROM orders
) GROUP BY id
"""
SCENARIO = Scenario(
    planted="the newest 400 bytes of each of 110,000 keys are kept on a heap that hardly holds them",
    job=Sql(NEWEST, LOAD, tables=(ORDERS, BLACKHOLE), settings={"keys": 110_000}),
    load=LOAD,
    cluster=Cluster({"taskmanager.memory.process.size": "1 gb"}),
    # Nothing is backpressured: collections stop the source like everything else.
    expected=Expected("source_bound", "KafkaSource-default_catalog.default_database.orders -> Calc", "gc"),
    must_fire=("small_heap",),
    may_fire=("frequent_gc", "long_gc_pauses", "saturated_resource", "growing_lag", *UNDER_BACKPRESSURE),
    truth=Faster("a tenth of the keys makes the same job more than twice as fast", 2.0, Without({"keys": 11_000})),
)
