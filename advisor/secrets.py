"""What looks like a secret: one answer for profiles, which refuse it, and for captures and reports, which mask it.

A key is told by how it ends: `ssl.keystore.password` holds one, `ssl.keystore.location` and `token.endpoint.url` none.
"""

from __future__ import annotations

import re

# Beside the words that everybody knows: Kafka's `ssl.keystore.key` (a private key in PEM) and `basic.auth.user.info`,
# Azure's `account.key`, which the name of the account follows, and the keys that object stores encrypt with.
_WORDS = r"passw(?:or)?d|passphrase|secret|token"
_KEYS = r"(?:api|access|account|secret|private|service|keystore|sse|encryption)[._-]?key"
_IN_KEY = re.compile(
    rf"({_WORDS}|{_KEYS}|(^|[._-])(pwd|key[._]pem|credentials?|basic[._-]auth|user[._]info|auth[._-]params))$"
    r"|account[._-]key[._-]|client[._]secret[._-]",
    re.IGNORECASE,
)
# A reference such as ${file:/run/secrets/kafka:password} is no secret; Kafka resolves it on the cluster.
_REFERENCE = re.compile(r"\$\{\w+:[^}]+\}")
_SAYS_NOTHING = re.compile(r"|true|false|\d{1,3}", re.IGNORECASE)
_ASSIGNED = re.compile(
    rf"(({_WORDS}|{_KEYS})\s*=|\b(proxy-)?authorization[\"']?\s*[:=])\s*[\"']?(?!\$\{{)[^\s\"']", re.I
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_IN_URI = re.compile(r"://[^\s/:@]*:[^\s/@]+@")
# `user:password@host` without a scheme, alone or in a list; an image's digest (`name:tag@sha256:...`) is none.
_IN_HOST = re.compile(r"(?:^|,)\s*[^\s/:@,]+:[^\s/@,]+@(?!sha\d+:)[\w.\[-]")


def is_secret_key(key: str) -> bool:
    """Whether what stands under this key is a secret itself, not only about one."""
    return bool(_IN_KEY.search(key))


def is_secret(key: str, value: str) -> bool:
    """Whether a value is one: by the name of its key, unless it refers to a secret elsewhere, or by its looks."""
    named = is_secret_key(key) and not _REFERENCE.fullmatch(value) and not _SAYS_NOTHING.fullmatch(value)
    return named or bool(_ASSIGNED.search(value) or _PRIVATE_KEY.search(value)) or has_credentials(value)


def has_credentials(value: str) -> bool:
    """Whether an address in the text holds user and password."""
    return bool(_IN_URI.search(value) or _IN_HOST.search(value))
