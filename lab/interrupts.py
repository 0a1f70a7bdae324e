"""Ctrl-C and SIGTERM at the right moments: never between starting a process and writing down that it was started."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from advisor.deploy.interrupts import SIGNALS, handling, interruptible

__all__ = ["interruptible", "uninterrupted"]


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Signals that arrive in here take effect when it is over."""
    arrived: list[int] = []
    try:
        with handling(SIGNALS, lambda number, _frame: arrived.append(number)):
            yield
    finally:
        if arrived:
            signal.raise_signal(arrived[0])
