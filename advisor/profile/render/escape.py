"""Values into text that means exactly them, in each of the formats that templates write.

Every function raises CannotSay for a value that its format has no way to say.
"""

from __future__ import annotations

import hashlib
import json
import re
import shlex
from typing import Any

from advisor.errors import BadInput
from advisor.profile.yaml_text import yaml_scalar

LONGEST_NAME = 45  # the Kubernetes operator's limit
_DIGITS = 6


class CannotSay(BadInput):
    """A value of the profile that this format has no way to say; the message names both."""


def present(value: Any) -> Any:
    """Without the optional keys that are not set."""
    if isinstance(value, dict):
        return {key: present(each) for key, each in value.items() if each is not None}
    return value


def text(value: Any) -> str:
    """As Flink and Kafka read it: `true`, not Python's `True`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def flat(value: Any, key: str = "") -> str:
    """One value of flink-conf.yaml, which is no YAML: it knows no quotes and ends at a `#`. `key` is for complaints."""
    said = text(value)
    if not said or said != said.strip() or re.search(r"[#\x00-\x1f\x7f\x85\u2028\u2029]", said):
        raise CannotSay(
            f"{key and f'{key}: '}flink-conf.yaml cannot say {said!r}: it knows no quotes, so a value must be one line "
            "without '#', not empty, and without spaces around"
        )
    return said


def shell(value: Any) -> str:
    """One word of a shell's command line."""
    said = text(value)
    if "\0" in said:
        raise CannotSay(f"a command line cannot hold {said!r}")
    return shlex.quote(said)


def compose(value: Any) -> str:
    """A YAML value that Docker Compose takes as it is, without looking for variables in it."""
    return yaml_scalar(_undollared(value))


def pgbouncer(value: Any) -> str:
    """A value of a connection string in pgbouncer.ini."""
    said = text(value)
    if re.search(r"[\x00-\x1f\x7f]", said):
        raise CannotSay(f"pgbouncer.ini cannot say {said!r}: a value must be on one line")
    return "'" + said.replace("'", "''") + "'"


def pgbouncer_name(value: str) -> str:
    """The name of a database in pgbouncer.ini."""
    return '"' + value.replace('"', '""') + '"'


def prometheus_label(value: str) -> str:
    """A label's value as Flink's reporter writes it, which leaves letters, digits, colons and underscores."""
    # Java counts a character above U+FFFF as two.
    return re.sub(r"[^a-zA-Z0-9:_]", lambda found: "_" * (1 + (ord(found[0]) > 0xFFFF)), value)


def dns_name(value: str, longest: int = LONGEST_NAME) -> str:
    """A name that Kubernetes and Compose take; one that is not the value itself ends with digits of its hash.

    So two jobs never share one, however alike their names are: the second would overwrite the first.
    """
    name = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")
    name = name if name[:1].isalpha() else f"job-{name}".rstrip("-")
    if name == value and len(name) <= longest:
        return name
    return f"{name[: longest - _DIGITS - 1].rstrip('-')}-{sha256(value)[:_DIGITS]}"


def sha256(value: str) -> str:
    """What changes with every change of a text."""
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def json_text(value: Any) -> str:
    """A value as JSON, its keys in the order that they have."""
    return json.dumps(value)


def _undollared(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _undollared(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_undollared(each) for each in value]
    return value.replace("$", "$$") if isinstance(value, str) else value


FILTERS = {
    "scalar": yaml_scalar,
    "present": present,
    "text": text,
    "flat": flat,
    "shell": shell,
    "compose": compose,
    "pgbouncer": pgbouncer,
    "pgbouncer_name": pgbouncer_name,
    "prometheus_label": prometheus_label,
    "dns_name": dns_name,
    "json": json_text,
    "sha256": sha256,
}
