"""Ctrl-C and SIGTERM at the right moments: never between starting a process and writing down that it was started."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM and a closed terminal raise KeyboardInterrupt in here, so that they are cleaned up after like Ctrl-C."""
    with _handling((signal.SIGTERM, signal.SIGHUP), _interrupt):
        yield


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Signals that arrive in here take effect when it is over."""
    arrived: list[int] = []
    try:
        with _handling(_SIGNALS, lambda number, _frame: arrived.append(number)):
            yield
    finally:
        if arrived:
            signal.raise_signal(arrived[0])


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _handling(signals: tuple[signal.Signals, ...], handler: signal._HANDLER) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # Python delivers signals to the main thread alone
        yield
        return
    before = {each: signal.getsignal(each) for each in signals}
    for each in signals:
        if before[each] is not signal.SIG_IGN:  # `nohup` and the like stay what they are
            signal.signal(each, handler)
    try:
        yield
    finally:
        for each, previous in before.items():
            signal.signal(each, previous)
