"""A record that cannot become a row, and how it is written to the dead-letter topic."""

from __future__ import annotations

import base64
import json
from typing import NamedTuple


class DeadLetter(NamedTuple):
    """A row of a window came from many records: it has no partition and no offset, and stands itself in `raw`."""

    partition: int | None
    offset: int | None
    reason: str
    detail: str
    raw: bytes | None


def encode_dead_letter(topic: str, letter: DeadLetter) -> str:
    """The message for the dead-letter topic: where the record came from, why it is here, its bytes unchanged."""
    raw = None if letter.raw is None else base64.b64encode(letter.raw).decode("ascii")
    return json.dumps(
        {
            "topic": topic,
            "partition": letter.partition,
            "offset": letter.offset,
            "reason": letter.reason,
            "detail": letter.detail,
            "raw_base64": raw,
        }
    )
