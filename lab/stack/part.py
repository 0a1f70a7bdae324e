"""One process of the stack: how to start it, and how to tell that it works."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Part:
    """`prepare` writes what the process reads and may be repeated; `ready` asks the running process."""

    name: str
    command: list[str]
    log: Path
    prepare: Callable[[], None]
    ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    stop_signal: int = signal.SIGTERM
