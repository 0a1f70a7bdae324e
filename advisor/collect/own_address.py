"""Whether a name is this machine's."""

from __future__ import annotations

import socket
from typing import Any


def is_own_address(host: str) -> bool:
    """Whether this machine answers to that name; a name that nobody knows is somebody else's."""
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_DGRAM) if host else []
    except (OSError, ValueError):  # ValueError: no name at all, to whoever would look it up
        return False
    return any(_can_bind(family, address) for family, _, _, _, address in found)


def _can_bind(family: socket.AddressFamily, address: Any) -> bool:
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.bind(address)
    except OSError:
        return False
    return True
