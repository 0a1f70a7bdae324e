"""A client's settings among those of a framework: `spring.kafka.consumer.max-poll-records`, `producer.linger.ms`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from advisor.lint.known.kafka import listed_keys
from advisor.lint.subjects import Role, Setting

ROLES: tuple[Role, ...] = ("consumer", "producer")
# Kafka Connect and Debezium have the last word of it, Spring has `properties` for what it knows no name of.
_PREFIX = re.compile(r"(?:[\w.-]*\.)?(?P<role>consumer|producer)\.(?P<verbatim>(?:override|properties)\.)?(?P<key>.+)")
_LONGEST_KEY = 200


def without_prefixes(settings: Mapping[str, Setting]) -> dict[Role, dict[str, Setting]]:
    """By role, under the client's own names; only what some client knows, or what is handed to it as it stands."""
    found: dict[Role, dict[str, Setting]] = {}
    for key, setting in settings.items():
        # What a client itself calls so has no prefix.
        parts = None if len(key) > _LONGEST_KEY or key in listed_keys() else _PREFIX.fullmatch(key)
        own = (parts["key"] if parts["verbatim"] else _own_name(parts["key"])) if parts else None
        for role in ROLES:
            if own and parts and parts["role"] == role:
                found.setdefault(role, {})[own] = replace(setting, key=own)
    return found


def _own_name(key: str) -> str | None:
    """`fetch.max.wait.ms` of Spring's `fetch-max-wait`."""
    dotted = key.replace("-", ".")
    names = (dotted, f"{dotted}.ms", re.sub(r"\.size$", ".bytes", dotted))
    return next((each for each in names if each in listed_keys()), None)
