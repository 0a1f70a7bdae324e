"""State fills the heap, and the collector runs all the time for little."""

from lab.scenarios.jobs.sql import Sql
from lab.scenarios.loads import Backlog
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Cluster, Expected, Scenario, Truth

LOAD = Backlog(1_500_000)
RAW_ORDERS = """
CREATE TABLE orders (payload STRING) WITH (
    'connector' = 'kafka', 'topic' = '{topic}', 'properties.bootstrap.servers' = '{bootstrap_servers}',
    'properties.group.id' = '{group_id}', 'scan.startup.mode' = 'earliest-offset', 'format' = 'raw'
)
"""
BLACKHOLE = """
CREATE TABLE seen (id INT, newest STRING, oldest STRING, least STRING, most STRING) WITH ('connector' = 'blackhole')
"""
# Orders are numbered, so that `keys` is how many keys there are.
SEEN = """
INSERT INTO seen SELECT id, LAST_VALUE(payload), FIRST_VALUE(payload), MIN(payload), MAX(payload)
FROM (SELECT MOD(CAST(SUBSTRING(payload FROM 16 FOR 8) AS INT), {keys}) AS id, payload FROM orders) GROUP BY id
"""
SCENARIO = Scenario(
    planted="four payloads of each of 100,000 keys are kept on a heap that hardly holds them",
    job=Sql(SEEN, LOAD, tables=(RAW_ORDERS, BLACKHOLE), settings={"keys": 100_000}),
    load=LOAD,
    cluster=Cluster({"taskmanager.memory.process.size": "1 gb"}),
    expected=Expected("operator_bound", "GroupAggregate", "gc"),
    must_fire=("small_heap",),
    may_fire=("frequent_gc", "long_gc_pauses", "saturated_resource", *UNDER_BACKPRESSURE),
    truth=Truth("a tenth of the keys makes the same job more than twice as fast", {"keys": 10_000}, ratio=2.0),
)
