"""What a rule says: a fault at a place; with the rule's name it is a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from advisor.profile.document import Place

Severity = Literal["info", "warning", "critical"]
SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "info")


@dataclass(frozen=True)
class Fault:
    """`message` says what is wrong, `instead` what to write; `severity` None: the rule's own."""

    place: Place
    key: str
    message: str
    instead: str
    severity: Severity | None = None


@dataclass(frozen=True)
class Finding:
    """`source` is the page that says so."""

    rule: str
    severity: Severity
    file: str
    line: int
    key: str
    message: str
    instead: str
    source: str


@dataclass(frozen=True)
class Silenced:
    """A finding that a comment in the file suppresses, and why."""

    finding: Finding
    reason: str
