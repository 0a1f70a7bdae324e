"""The table of every key of a profile, from the schema: `python -m advisor.profile.reference > docs/profile.md`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from advisor.profile.schema import Profile
from advisor.profile.schema.types import LARGEST, WITHOUT_SPACES

_TYPES = {
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "string": "text",
    "array": "list of texts",
    "object": "keys and values",
}

_INTRODUCTION = """\
# The profile

<!-- Made from advisor/profile/schema by `python -m advisor.profile.reference`; a test compares the two. -->

A profile says how one job runs: what the job reads, does and writes, each operator's parallelism, Flink's own keys,
where it is deployed, and what a plan of the advisor must respect. `advisor render PROFILE --out DIR` makes
`config.yaml` (for Flink) and `job.yaml` (for the job) of it, and more on demand ([render.md](render.md));
`advisor apply REPORT --profile PROFILE --write` puts a report's changes into it, `advisor diff A B` compares two.

- `extends: base.yaml` (relative to the file) starts from another profile; what stands here wins, key by key.
  `null` unsets an optional key.
- `${NAME}` and `${NAME:-default}` are taken from the environment when the profile is rendered; an empty variable
  counts as not set. `$${` stands for a plain `${`; Kafka's `${file:/path:name}` is left to Kafka. Other
  forms are refused.
- A secret never stands in a profile: it ends in git, in `config.yaml` and in Flink's REST API. Name the variable or
  the file that holds it.
- An editor that knows JSON Schema checks and completes a profile whose first line names
  [profile.schema.json](../flink-conf/profile.schema.json), as the shipped ones do; `advisor schema` prints it.
- All faults are told in one run, each with file, line, key and what is allowed.
"""


def reference() -> str:
    """docs/profile.md, whole."""
    schema = Profile.model_json_schema()
    return "\n".join([_INTRODUCTION, *_sections(schema["$defs"], schema, "")])


def _sections(definitions: dict[str, Any], section: dict[str, Any], prefix: str) -> Iterator[str]:
    for name, field in section["properties"].items():
        below = _section(definitions, field)
        if below is None and prefix:
            continue
        yield f"##{'#' if prefix else ''} `{prefix}{name}`\n\n{field['description']}\n"
        if below is None:
            continue
        needed = below.get("required", [])
        rows = [
            f"| `{key}` | {_kind(each)}{'' if key in needed else _default(each)} | {each['description']} |"
            for key, each in below["properties"].items()
            if _section(definitions, each) is None
        ]
        if rows:
            yield "\n".join(["| Key | Value | Meaning |", "|---|---|---|", *rows, ""])
        yield from _sections(definitions, below, f"{prefix}{name}.")


def _section(definitions: dict[str, Any], field: dict[str, Any]) -> dict[str, Any] | None:
    reference = field.get("$ref") or next((each.get("$ref") for each in field.get("anyOf", ())), None)
    return definitions[reference.rpartition("/")[2]] if reference else None


def _default(field: dict[str, Any]) -> str:
    default = field.get("default")
    return " (optional)" if default in (None, [], {}) else f" (default `{json.dumps(default).strip(chr(34))}`)"


def _kind(field: dict[str, Any]) -> str:
    """A field's type and limits as a reader of YAML would say them."""
    if "anyOf" in field:
        return _kind(field["anyOf"][0])
    if "enum" in field:
        return " or ".join(f"`{each}`" for each in field["enum"])
    if field.get("pattern") == WITHOUT_SPACES:
        return "text without spaces"
    limits = [
        f"{words} {field[limit]:.10g}"
        for limit, words in (("minimum", "at least"), ("exclusiveMinimum", "more than"), ("maximum", "at most"))
        if limit in field and field[limit] != LARGEST
    ]
    return ", ".join([_TYPES[field["type"]], *limits])


if __name__ == "__main__":
    sys.stdout.write(reference())
