"""One process of the stack: how to start it, and how to tell that it works."""

from __future__ import annotations

import signal
import socket
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
    stop_signal: signal.Signals = signal.SIGTERM
    needs: tuple[str, ...] = ()


def free_ports(count: int) -> list[int]:
    """Ports that are free now; all held open until the last is chosen, so that none comes twice."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
