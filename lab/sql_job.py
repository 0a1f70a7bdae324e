"""The same work as the example job in pure Flink SQL: what `make bench` compares with. No Python runs in it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyflink.datastream import StreamExecutionEnvironment
from pyflink.table import StreamTableEnvironment

SOURCE = """
CREATE TABLE orders (
    order_id STRING, customer_id STRING, amount DOUBLE, currency STRING, status STRING, event_timestamp BIGINT,
    record_offset BIGINT METADATA FROM 'offset' VIRTUAL
) WITH (
    'connector' = 'kafka', 'topic' = '{topic}', 'properties.bootstrap.servers' = '{bootstrap_servers}',
    'properties.group.id' = 'narrows-bench-sql', 'scan.startup.mode' = 'earliest-offset',
    'scan.bounded.mode' = 'latest-offset', 'format' = 'json'
)
"""

SINK = """
CREATE TABLE enriched_orders (
    order_id STRING, customer_id STRING, amount DECIMAL(12, 2), currency STRING, amount_eur DECIMAL(12, 2),
    is_large BOOLEAN, status STRING, event_timestamp BIGINT, source_offset BIGINT,
    PRIMARY KEY (order_id) NOT ENFORCED
) WITH (
    'connector' = 'jdbc', 'url' = '{url}?reWriteBatchedInserts=true', 'table-name' = '{table}',
    'username' = '{user}', 'password' = '{password}',
    'sink.buffer-flush.max-rows' = '{batch_size}', 'sink.buffer-flush.interval' = '1 s',
    'sink.parallelism' = '{parallelism}'
)
"""

INSERT = """
INSERT INTO enriched_orders
SELECT order_id, customer_id, CAST(amount AS DECIMAL(12, 2)), currency, CAST(amount_eur AS DECIMAL(12, 2)),
       amount_eur >= 1000, status, event_timestamp, record_offset
FROM (
    SELECT *, amount * CASE currency WHEN 'EUR' THEN 1.0 WHEN 'USD' THEN 0.92 WHEN 'GBP' THEN 1.17
                                     WHEN 'JPY' THEN 0.0061 END AS amount_eur
    FROM orders
)
"""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="sql_job", description=__doc__)
    parser.add_argument("--bootstrap-servers", required=True)
    parser.add_argument("--topic", required=True)
    parser.add_argument("--url", required=True, help="jdbc:postgresql://host:port/database")
    parser.add_argument("--user", required=True)
    parser.add_argument("--password-file", required=True)
    parser.add_argument("--table", required=True)
    parser.add_argument("--batch-size", type=int, default=1000)
    parser.add_argument("--sink-parallelism", type=int, default=1)
    options = parser.parse_args(arguments)
    env = StreamExecutionEnvironment.get_execution_environment()
    env.set_parallelism(1)
    tables = StreamTableEnvironment.create(env)
    for key, value in (
        ("pipeline.name", "bench_sql"),
        ("table.exec.sink.upsert-materialize", "NONE"),
        ("table.exec.sink.require-on-conflict", "false"),
    ):
        tables.get_config().set(key, value)
    tables.execute_sql(SOURCE.format(topic=options.topic, bootstrap_servers=options.bootstrap_servers))
    tables.execute_sql(
        SINK.format(
            url=options.url,
            user=options.user,
            password=Path(options.password_file).read_text().strip(),
            table=options.table,
            batch_size=options.batch_size,
            parallelism=options.sink_parallelism,
        )
    )
    tables.execute_sql(INSERT)


if __name__ == "__main__":
    main(sys.argv[1:])
