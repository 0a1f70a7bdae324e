"""How far another machine's clock is off."""

from __future__ import annotations

from datetime import datetime


def least_offset(earliest: datetime, latest: datetime, before: datetime, after: datetime) -> float:
    """Seconds that it is ahead of ours (negative: behind) at the least; 0 when it may be right.

    It showed a time from `earliest` to `latest` when ours showed one from `before` to `after`: an answer that took long
    proves little.
    """
    ahead, behind = (earliest - after).total_seconds(), (latest - before).total_seconds()
    return ahead if ahead > 0 else min(behind, 0.0)
