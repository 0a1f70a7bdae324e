"""The kinds of values that fields have, and what every section has in common."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from advisor.profile.variables import typed

WITHOUT_SPACES = r"^\S+$"
LARGEST = 2_147_483_647  # Flink's settings are Java ints


def _is_word(value: str) -> str:
    if re.search(r"[\x00-\x08\x0e-\x1f\x7f\n\r]", value):
        raise ValueError("text on one line, without control characters")
    if not value or re.search(r"\s", value):
        raise ValueError("text without spaces, and not empty")
    return value


def _is_table(value: str) -> str:
    # Postgres takes the name of the connected database in front, too.
    parts = value.split(".")
    if not all(parts) or len(parts) > 3:
        raise ValueError("schema.table or table")
    return value


def _is_line(value: str) -> str:
    if re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("text on one line")
    return value


def _is_scalar(value: Any) -> Any:
    if isinstance(value, dict):
        raise ValueError("one value; write the key in one piece, joined with dots")
    if not isinstance(value, str | int | float):
        raise ValueError("text, a number, true or false")
    return value


def _is_dns_name(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", value):
        raise ValueError("a name that Kubernetes takes: small letters, digits and dashes, at most 63")
    return value


def _is_size(value: str) -> str:
    if not re.fullmatch(r"\d+ ?(b|kb|mb|gb|tb|[kmgt])", value, re.IGNORECASE):
        raise ValueError("a size of memory such as 512 mb")
    return value


def _present(values: Any) -> Any:
    return {key: each for key, each in values.items() if each is not None} if isinstance(values, dict) else values


# What comes from an environment variable is text; a field that wants a number takes it as one.
TYPED = BeforeValidator(typed)
Positive = Annotated[int, Field(ge=1, le=LARGEST), TYPED]
NotNegative = Annotated[int, Field(ge=0, le=LARGEST), TYPED]
Flag = Annotated[bool, TYPED]
Word = Annotated[str, AfterValidator(_is_word), Field(json_schema_extra={"pattern": WITHOUT_SPACES})]
Table = Annotated[Word, AfterValidator(_is_table)]
Words = Annotated[tuple[Word, ...], Field(strict=False)]
DnsName = Annotated[str, AfterValidator(_is_dns_name)]
Size = Annotated[str, AfterValidator(_is_size)]
# Spaces are fine; a line break would end a line in some of the files that are rendered.
FilePath = Annotated[str, Field(min_length=1), AfterValidator(_is_line)]
MaxParallelism = Annotated[int, Field(ge=1, le=32768), TYPED]
Scalar = str | int | float | bool
# Keys are limited because YAML refuses longer ones on one line with their value.
Key = Annotated[str, Field(max_length=255), AfterValidator(_is_word)]
# Every key of these is optional, so `null` unsets each.
UNSET_BY_NULL = BeforeValidator(_present)
Verbatim = Annotated[dict[Key, Annotated[Scalar, BeforeValidator(_is_scalar)]], UNSET_BY_NULL]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _without_unset(cls, values: Any) -> Any:
        """An overlay's `null` unsets an optional key: what the base says is gone, and the default is back."""
        if not isinstance(values, dict):
            return values
        fields = cls.model_fields
        return {
            key: value
            for key, value in values.items()
            if value is not None or key not in fields or fields[key].is_required()
        }
