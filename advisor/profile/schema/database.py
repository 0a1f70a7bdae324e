"""The table that rows are written to."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from advisor.profile.schema.types import TYPED, FilePath, Section, Table, Word, Words


class Database(Section):
    host: Word = Field(description="Postgres server.")
    port: Annotated[int, Field(ge=1, le=65535), TYPED] = Field(description="Its port.")
    name: Word = Field(description="Database.")
    user: Word = Field(description="User that the sink connects as.")
    password_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = Field(
        None,
        description="Environment variable with the password, on every TaskManager and where the job is submitted.",
    )
    password_file: FilePath | None = Field(
        None, description="File with the password, likewise; exactly one of the two."
    )
    table: Table = Field(description="Target table, `schema.table` or `table`.")
    key: Annotated[Words, Field(min_length=1)] = Field(
        description="Columns of a primary key or unique index: what the upsert conflicts on."
    )
    version: Words = Field(
        description="Integer columns, compared left to right: a newer row is never overwritten by an older one."
    )
    offset_column: Word | None = Field(None, description="Column to fill with the record's Kafka offset.")
