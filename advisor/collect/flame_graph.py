"""Flink's flame graph of a vertex, read per operator of the chain."""

from __future__ import annotations

from typing import Any

from advisor.model.observation import FlameGraph
from advisor.model.unknown import Unknown

# One operator of a chain hands over to the next in these calls: how many are on the stack says which one works.
_HANDS_OVER = ("ChainingOutput.pushToOperator", "ChainingOutput.pushToRecordAttributes")
# Below these a task runs its operators; outside of them it waits in its mailbox, for input or for room.
_IN_OPERATOR = ("runDefaultAction", "mailbox.Mail.run", "performCheckpoint")
_NO_ROOM = "requestMemorySegmentBlocking"
_PYTHON = (".runners.python.", ".api.runners.python.", "pemja.", ".python.beam.", "BeamPythonFunctionRunner")
_WAITS = ("Unsafe.park", "Object.wait", "Thread.sleep", "socketRead", "Net.poll", "EPoll.wait", "epollWait")
_MOST_FRAMES = 200_000


def read_flame_graph(answer: Any, operators: int) -> FlameGraph | Unknown:
    """The shares of a vertex that chains so many operators; Unknown when there is no sample (yet)."""
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), dict):
        return Unknown("the flame graph has no samples yet")
    root = answer["data"]
    samples = _value(root)
    if samples <= 0:
        return Unknown("the flame graph has no samples")
    shares, python, waiting = [0] * operators, 0, 0
    stack: list[tuple[dict[str, Any], int, bool, bool]] = [(root, 0, False, False)]
    seen = 0
    while stack and (seen := seen + 1) < _MOST_FRAMES:
        node, depth, working, in_python = stack.pop()
        name = str(node.get("name", ""))
        depth += any(each in name for each in _HANDS_OVER)
        working = (working or any(each in name for each in _IN_OPERATOR)) and _NO_ROOM not in name
        in_python = in_python or any(each in name for each in _PYTHON)
        below = node.get("children")
        children = [each for each in below if isinstance(each, dict)] if isinstance(below, list) else []
        own = max(0, _value(node) - sum(_value(each) for each in children))
        if own and working and depth < operators:
            shares[depth] += own
            python += own if in_python else 0
            waiting += own if not in_python and any(each in name for each in _WAITS) else 0
        stack.extend((child, depth, working, in_python) for child in children)
    return FlameGraph(tuple(share / samples for share in shares), python / samples, waiting / samples, samples)


def _value(node: dict[str, Any]) -> int:
    value = node.get("value")
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
