"""Ports of a stack: chosen once, remembered, and kept for as long as nobody else took them."""

from __future__ import annotations

import random
import socket
from collections.abc import Callable, Iterable, Mapping

# Below the range that Linux and macOS take for outgoing connections: a part that is stopped for a while finds its
# port free when it comes back.
RANGE = range(20_000, 32_000)


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def answers(port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def choose_ports(
    names: Iterable[str], remembered: Mapping[str, int], taken: Iterable[int], free: Callable[[int], bool] = is_free
) -> dict[str, int]:
    """A port for each name: the remembered one while it is free, else a random one that nobody uses or remembers."""
    chosen = {name: port for name, port in remembered.items() if free(port)}
    used = {*taken, *chosen.values()}
    for name in names:
        if name not in chosen:
            chosen[name] = next(port for port in random.sample(RANGE, len(RANGE)) if port not in used and free(port))
            used.add(chosen[name])
    return chosen
