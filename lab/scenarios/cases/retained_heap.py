"""State fills the heap, and the collector runs all the time for nothing."""

from lab.scenarios.jobs.sql import Sql
from lab.scenarios.loads import Nothing
from lab.scenarios.scenario import UNDER_BACKPRESSURE, Cluster, Expected, Scenario, Truth

LOAD = Nothing()
ROWS = """
CREATE TABLE numbers (id BIGINT, payload STRING) WITH (
    'connector' = 'datagen', 'rows-per-second' = '1000000', 'fields.id.kind' = 'random', 'fields.id.min' = '1',
    'fields.id.max' = '{keys}', 'fields.payload.length' = '400'
)
"""
BLACKHOLE = "CREATE TABLE newest (id BIGINT, payload STRING) WITH ('connector' = 'blackhole')"
SCENARIO = Scenario(
    planted="the newest payload of 120,000 keys is kept on a heap that hardly holds it",
    job=Sql(
        "INSERT INTO newest SELECT id, LAST_VALUE(payload) FROM numbers GROUP BY id",
        LOAD,
        tables=(ROWS, BLACKHOLE),
        settings={"keys": 120_000},
    ),
    load=LOAD,
    cluster=Cluster({"taskmanager.memory.process.size": "1 gb"}),
    expected=Expected("operator_bound", "GroupAggregate", "gc"),
    must_fire=("small_heap",),
    may_fire=("frequent_gc", "long_gc_pauses", *UNDER_BACKPRESSURE),
    truth=Truth("a tenth of the keys makes the same job more than twice as fast", {"keys": 12_000}, ratio=2.0),
    settle_seconds=25.0,
)
