"""Ctrl-C and SIGTERM at the right moments: not between stopping one job and starting the next."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM and a closed terminal raise KeyboardInterrupt in here, so that they end it like Ctrl-C."""
    with handling((signal.SIGTERM, signal.SIGHUP), _interrupt):
        yield


@contextmanager
def deferred(say: Callable[[], None]) -> Iterator[None]:
    """The first signal that arrives in here is answered by `say` and takes effect at the end, the second at once."""
    arrived: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        arrived.append(number)
        if len(arrived) > 1:
            _interrupt(number, frame)
        say()

    with handling(SIGNALS, note):
        yield
    if arrived:
        raise KeyboardInterrupt


@contextmanager
def handling(signals: tuple[signal.Signals, ...], handler: signal._HANDLER) -> Iterator[None]:
    """These signals go to `handler` in here; those that are ignored (`nohup`) stay so."""
    if threading.current_thread() is not threading.main_thread():  # Python delivers signals to the main thread alone
        yield
        return
    before = {each: signal.getsignal(each) for each in signals}
    for each in signals:
        if before[each] is not signal.SIG_IGN:
            signal.signal(each, handler)
    try:
        yield
    finally:
        for each, previous in before.items():
            signal.signal(each, previous)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
