"""The example's target table, as Postgres would describe it."""

import pytest

from jobs.target import Column, Target


@pytest.fixture
def orders() -> Target:
    return Target(
        table="enriched_orders",
        columns=(
            Column("order_id", "text", nullable=False),
            Column("customer_id", "text", nullable=False),
            Column("amount", "numeric", nullable=False, precision=12, scale=2),
            Column("currency", "bpchar", nullable=False, max_length=3),
            Column("amount_eur", "numeric", nullable=False, precision=12, scale=2),
            Column("is_large", "bool", nullable=False),
            Column("status", "varchar", nullable=False, max_length=16),
            Column("event_timestamp", "int8", nullable=False, precision=64, scale=0),
            Column("source_offset", "int8", nullable=False, precision=64, scale=0),
        ),
        key=("order_id",),
        version=("event_timestamp", "source_offset"),
        offset_column="source_offset",
    )
