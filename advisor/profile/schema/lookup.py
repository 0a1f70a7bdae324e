"""What is looked up in the database for each record, for the template kafka_to_jdbc_lookup."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from advisor.profile.schema.types import Flag, Positive, Section, Table, Word, Words


class Lookup(Section):
    table: Table = Field(description="Table to look in, in the target's database.")
    key_field: Word = Field(description="Field of the enriched record that holds the key.")
    key_column: Word = Field(description="Column of the table that the key is in; it must be unique.")
    columns: Annotated[Words, Field(min_length=1)] = Field(
        description="Columns to add to the record, under the same names."
    )
    on_miss: Literal["keep", "dead_letter"] = Field(
        description="A record whose key is not there: `keep` it with nulls, or send it to the dead letters."
    )
    mode: Literal["batch", "async"] = Field(
        description="`batch`: one query for all keys of a batch; `async`: one for each key, several under way."
    )
    timeout_ms: Positive = Field(description="A query that takes longer is given up and tried again.")
    cache_size: Positive = Field(description="Keys that each subtask remembers, the ones not found among them.")
    cache_ttl_ms: Positive = Field(description="How long it remembers one: so old may a value be.")
    capacity: Positive = Field(description="`async`: queries under way at most, each on a connection of its own.")
    ordered: Flag = Field(description="`async`: whether batches leave in the order in which they came.")
