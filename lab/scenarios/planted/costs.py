"""The two ways in which a record can cost time: computing, and waiting for something else."""

from __future__ import annotations

import time

# A turn of the loop is some microseconds: short against any cost that is worth planting.
_TURNS = range(50)


def compute(milliseconds: float) -> None:
    """Use so much CPU time of this thread; on a full machine that takes longer than the clock says."""
    until = time.thread_time_ns() + int(milliseconds * 1e6)
    while time.thread_time_ns() < until:
        for _ in _TURNS:
            pass


def wait(milliseconds: float) -> None:
    """Let so much time pass without using the CPU, as a request to another service does."""
    time.sleep(milliseconds / 1000)
