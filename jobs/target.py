"""The tables of the job, as Postgres describes them: what a row must satisfy before it is sent to one."""

from __future__ import annotations

from dataclasses import dataclass

INTEGER_TYPES = frozenset({"int2", "int4", "int8"})


@dataclass(frozen=True)
class Column:
    """One column as in information_schema: `type` is Postgres' short name (`int4`, `varchar`, `numeric`)."""

    name: str
    type: str
    nullable: bool = True
    max_length: int | None = None
    precision: int | None = None
    scale: int | None = None

    @property
    def sql_type(self) -> str:
        """The type as json_to_recordset is told it; lengths stay out, so that nothing is cut in silence."""
        return "text" if self.type in ("bpchar", "varchar") else self.type


@dataclass(frozen=True)
class Target:
    """Columns to fill, the key an upsert conflicts on, and the columns that tell newer from older."""

    table: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    version: tuple[str, ...] = ()
    offset_column: str | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True)
class LookupTable:
    """A table to look in: the column of its key, and the columns that are wanted."""

    table: str
    key: Column
    columns: tuple[Column, ...]
