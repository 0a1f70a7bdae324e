"""State fills the heap, and the collector runs all the time for little."""

from lab.scenarios.jobs.sql import Sql
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Cluster, Expected, Scenario, Truth

LOAD = Backlog(4_000_000)
RAW_ORDERS = """
CREATE TABLE orders (payload STRING) WITH (
    'connector' = 'kafka', 'topic' = '{topic}', 'properties.bootstrap.servers' = '{bootstrap_servers}',
    'properties.group.id' = '{group_id}', 'scan.startup.mode' = 'earliest-offset', 'format' = 'raw'
)
"""
BLACKHOLE = "CREATE TABLE newest (id INT, payload STRING) WITH ('connector' = 'blackhole')"
# Orders are numbered, so that `keys` is how many keys there are.
NEWEST = """
INSERT INTO newest SELECT id, LAST_VALUE(payload) FROM (
    SELECT MOD(CAST(SUBSTRING(payload FROM 16 FOR 8) AS INT), {keys}) AS id, REPEAT(payload, 3) AS payload FROM orders
) GROUP BY id
"""
SCENARIO = Scenario(
    planted="the newest 400 bytes of each of 110,000 keys are kept on a heap that hardly holds them",
    job=Sql(NEWEST, LOAD, tables=(RAW_ORDERS, BLACKHOLE), settings={"keys": 110_000}),
    load=LOAD,
    cluster=Cluster({"taskmanager.memory.process.size": "1 gb"}),
    expected=Expected("operator_bound", "GroupAggregate -> newest", "gc"),
    must_fire=("small_heap",),
    may_fire=("frequent_gc", "long_gc_pauses", "saturated_resource", *UNDER_BACKPRESSURE),
    truth=Truth("a tenth of the keys makes the same job more than twice as fast", {"keys": 11_000}, ratio=2.0),
)
