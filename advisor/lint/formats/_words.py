"""What all formats say alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Sized

LONGEST = 300


def clean(text: str) -> str:
    """Keys come from files: whatever a terminal or a reader's eye would obey is replaced."""
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    return "".join("\ufffd" if unicodedata.category(char) in ("Cc", "Cf", "Cs") else char for char in short)


def counted(things: Sized, what: str) -> str:
    """`1 file`, `2 files`."""
    return f"{len(things)} {what}{'' if len(things) == 1 else 's'}"
