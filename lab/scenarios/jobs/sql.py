"""A job in pure Flink SQL: no Python runs in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lab import example, warm_client
from lab.scenarios.place import Place
from lab.scenarios.scenario import Load, Settings

ORDERS = """
CREATE TABLE orders (
    order_id STRING, customer_id STRING, amount DOUBLE, currency STRING, status STRING, event_timestamp BIGINT
) WITH (
    'connector' = 'kafka', 'topic' = '{topic}', 'properties.bootstrap.servers' = '{bootstrap_servers}',
    'properties.group.id' = '{group_id}', 'scan.startup.mode' = 'earliest-offset', 'format' = 'json'
)
"""


ENRICHED_ORDERS = """
CREATE TABLE enriched_orders (
    order_id STRING, customer_id STRING, amount DECIMAL(12, 2), currency STRING, amount_eur DECIMAL(12, 2),
    is_large BOOLEAN, status STRING, event_timestamp BIGINT, source_offset BIGINT,
    PRIMARY KEY (order_id) NOT ENFORCED
) WITH (
    'connector' = 'jdbc', 'url' = '{url}', 'table-name' = '{table}', 'username' = '{user}', 'password' = '{password}',
    'sink.buffer-flush.max-rows' = '{batch_size}', 'sink.buffer-flush.interval' = '1 s'
)
"""

CUSTOMERS = """
CREATE TABLE customers (customer_id STRING, country STRING) WITH (
    'connector' = 'jdbc', 'url' = '{url}', 'table-name' = 'customers', 'username' = '{user}', 'password' = '{password}'
)
"""
# In Postgres; each row that is looked up takes `lookup_ms`.
CUSTOMERS_VIEW = """
CREATE TABLE IF NOT EXISTS customer_ids (customer_id text PRIMARY KEY);
INSERT INTO customer_ids SELECT 'c-' || lpad(number::text, 5, '0') FROM generate_series(0, 9999) AS number
ON CONFLICT DO NOTHING;
CREATE OR REPLACE VIEW customers AS
SELECT customer_id, 'DE' || pg_sleep({lookup_ms} / 1000.0)::text AS country FROM customer_ids
"""


@dataclass(frozen=True)
class Sql:
    """`tables` and one `insert`; `{name}` in them are `settings`, which can be changed, beside topic, brokers and what
    a sink needs to know of the database. `database` is executed there first."""

    insert: str
    load: Load
    tables: tuple[str, ...] = (ORDERS,)
    settings: Settings = field(default_factory=dict)
    flink: Mapping[str, str] = field(default_factory=dict)
    parallelism: int = 1
    database: str = ""

    def can_set(self, setting: str) -> bool:
        return setting in self.settings

    def submit(self, place: Place, changes: Settings) -> str:
        env = warm_client.remote_environment(place.stack, {"pipeline.name": place.scenario, **self.flink})
        from pyflink.table import StreamTableEnvironment

        env.set_parallelism(int(changes.get("parallelism", self.parallelism)))
        tables = StreamTableEnvironment.create(env)
        tables.get_config().set("pipeline.name", place.scenario)
        example.create_table(place.stack, place.table)
        values = {**self._places(place), **self.settings, **changes}
        if self.database:
            place.execute(self.database.format(**values))
        for statement in self.tables:
            tables.execute_sql(statement.format(**values))
        return str(tables.execute_sql(self.insert.format(**values)).get_job_client().get_job_id())

    def _places(self, place: Place) -> dict[str, str]:
        postgres = place.stack.postgres
        return {
            "topic": self.load.topic(place),
            "bootstrap_servers": place.stack.bootstrap_servers,
            "group_id": place.group_id,
            "url": f"jdbc:postgresql://{postgres.host}:{postgres.port}/{postgres.database}",
            "table": place.table,
            "user": postgres.user,
            "password": postgres.password,
        }
