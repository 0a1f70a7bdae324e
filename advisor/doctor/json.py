"""Outcomes as JSON, for scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version

from advisor.doctor.outcome import Outcome, is_fit

SCHEMA_VERSION = 1


def to_json(outcomes: Sequence[Outcome], profile: str) -> str:
    """`profile` is the file that was examined."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool_version": version("narrows"),
        "profile": profile,
        "fit": is_fit(outcomes),
        "outcomes": [asdict(each) for each in outcomes],
    }
    return json.dumps(document, indent=2) + "\n"
