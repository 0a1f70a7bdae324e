"""The report as JSON, back from JSON, and the published schema: all three from the one dataclass."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter, ValidationError

from advisor.errors import BadInput
from advisor.report.report import Report

_ADAPTER = TypeAdapter(Report)


def to_json(report: Report) -> str:
    """The report as indented JSON."""
    return _ADAPTER.dump_json(report, by_alias=True, indent=2).decode()


def from_json(text: str | bytes, name: str) -> Report:
    """A report read back; `name` is the file, for the message. Raises BadInput."""
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"]) or "the file"
        raise BadInput(f"{name} is no report of `advisor report --format json`: {place}: {fault['msg']}") from error


def json_schema() -> str:
    """The schema of the JSON report, as it is published in docs/report.schema.json."""
    schema: dict[str, Any] = _ADAPTER.json_schema(by_alias=True, mode="serialization")
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "narrows report, schema_version 1",
        **{key: value for key, value in schema.items() if key != "title"},
    }
    return json.dumps(schema, indent=2) + "\n"
