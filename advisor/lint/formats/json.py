"""For programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from advisor.lint.lint import Result

SCHEMA_VERSION = 1


def render(result: Result) -> str:
    """`findings` as they are, `silenced` with the reason."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "files": list(result.files),
        "findings": [asdict(each) for each in result.findings],
        "silenced": [{**asdict(each.finding), "reason": each.reason} for each in result.silenced],
    }
    return json.dumps(document, indent=2) + "\n"
