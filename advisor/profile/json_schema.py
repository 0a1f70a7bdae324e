"""The schema for editors: `python -m advisor.profile.json_schema > flink-conf/profile.schema.json`."""

from __future__ import annotations

import json
import sys
from typing import Any

from advisor.profile.schema import Profile

# What the environment gives is text where a number, a truth value or one of some words is wanted.
_FROM_ENVIRONMENT = {"type": "string", "pattern": r"\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}"}
_EXTENDS = {"type": "string", "description": "Profile that this one starts from, relative to this file."}
_NULL = {"type": "null"}
_NOT_TEXT = ("integer", "number", "boolean")


def profile_schema() -> dict[str, Any]:
    """JSON Schema of one profile as it is written: nothing is required, since a base may bring it."""
    schema = _as_written(Profile.model_json_schema())
    schema["properties"] = {"extends": _EXTENDS, **schema["properties"]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(profile_schema(), indent=2) + "\n"


def _as_written(node: Any) -> Any:
    if isinstance(node, list):
        return [_as_written(each) for each in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") in _NOT_TEXT or "enum" in node:
        about = {key: node[key] for key in ("description", "default") if key in node}
        exact = {key: value for key, value in node.items() if key not in (*about, "title")}
        return {**about, "anyOf": [exact, _FROM_ENVIRONMENT]}
    is_section = node.get("type") == "object" and "properties" in node
    if is_section:
        optional = [key for key in node["properties"] if key not in node.get("required", ())]
        written = {key: _as_written(each) for key, each in node["properties"].items()}
        node = {**node, "properties": written | {key: _or_null(written[key]) for key in optional}}
    if isinstance(node.get("additionalProperties"), dict):
        node = {**node, "additionalProperties": _or_null(node["additionalProperties"])}
    left_out = ("required", "title") if is_section else ("title",) if "type" in node or "anyOf" in node else ()
    return {
        key: each if key == "properties" else _as_written(each) for key, each in node.items() if key not in left_out
    }


def _or_null(node: dict[str, Any]) -> dict[str, Any]:
    """`null` unsets an optional key."""
    if _NULL in node.get("anyOf", ()):
        return node
    about: dict[str, Any] = {key: node[key] for key in ("description", "default") if key in node}
    exact = {key: value for key, value in node.items() if key not in about}
    return {**about, "anyOf": [*(exact["anyOf"] if set(exact) == {"anyOf"} else [exact]), _NULL]}


if __name__ == "__main__":
    sys.stdout.write(schema_text())
