"""Takes secrets out of what a cluster says, before anybody keeps or shows it."""

from __future__ import annotations

import re
from typing import Any

from advisor.secrets import is_secret_key

MASK = "******"  # Flink's own

# Flink hides what its own list of keys calls sensitive; users' keys, JVM options and error messages it does not.
_SENSITIVE = r"(?:passw(?:or)?d|passphrase|pwd|secret|token|api[-_.]?key|credential|jaas[-_.]config|access[-_.]?key)"
_KEY = re.compile(f"{_SENSITIVE}|authorization", re.IGNORECASE)
# `key=value` and `"key": value`; a bare `name: text` may be an operator's name.
_ASSIGNED = re.compile(
    rf"""([\w.-]*{_SENSITIVE}[\w.-]*(?:["']\s*:|["']?\s*=)\s*)(?:"[^"]*"|'[^']*'|[^\s,;&"'}})\]]+)""", re.IGNORECASE
)
_HEADER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]{8,}", re.IGNORECASE)
_PRIVATE_KEY = re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END|$)", re.DOTALL)
_IN_ADDRESS = re.compile(r"(://[^\s/:@]*):[^\s/@]+@")


def redact_text(text: str) -> str:
    """The text with the values of `password=...` and of `scheme://user:password@host` masked."""
    text = _IN_ADDRESS.sub(rf"\1:{MASK}@", text)
    text = _PRIVATE_KEY.sub(rf"\1{MASK}\2", text)
    text = _HEADER.sub(rf"\1 {MASK}", text)
    return _ASSIGNED.sub(rf"\1{MASK}", text)


def redact(value: Any) -> Any:
    """A JSON value with secrets masked: under telling keys, in `{"key": ..., "value": ...}` pairs, and inside text."""
    if isinstance(value, dict):
        secret_pair = isinstance(value.get("key"), str) and _is_telling(value["key"])
        return {
            key: MASK if _is_telling(str(key)) or (secret_pair and key == "value") else redact(each)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [redact(each) for each in value]
    return redact_text(value) if isinstance(value, str) else value


def _is_telling(key: str) -> bool:
    """Wider than what a profile refuses: a mask too many costs a reader nothing."""
    return bool(_KEY.search(key)) or is_secret_key(key)
