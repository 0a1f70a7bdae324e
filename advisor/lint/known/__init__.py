"""What Flink, the JDKs and the Kafka clients know, as their own distributions say: `python -m lab.known_settings`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches
from importlib.resources import files
from typing import Any

from advisor.lint.thresholds import SIMILAR

# Longer than any key that anything knows: not worth comparing.
_LONGEST_KEY = 200


def read_data(name: str) -> Any:
    """One list, by the name of its file."""
    return json.loads((files(__name__) / "data" / f"{name}.json").read_text(encoding="utf-8"))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a misspelt one was meant to be; None when none is close enough to say so."""
    if len(word) > _LONGEST_KEY:
        return None
    close = get_close_matches(word, known, n=1, cutoff=SIMILAR.value)
    return close[0] if close else None
