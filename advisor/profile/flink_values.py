"""Values under `flink` that Flink cannot start with: not readable, or memory that its own parts do not fit in.

Only what is certain for every Flink from 1.18 on: its process would end with an exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from advisor.lint.known.flink import NEWEST, options
from advisor.lint.known.flink_values import form_of

# Flink's MemorySize and TimeUtils: a number and one of these words, whatever their case.
_MEMORY = re.compile(r"(\d{1,18})\s*(|b|bytes|[kmgt]b?|(?:ki|me|gi|te)bibytes)", re.I)
_MULTIPLES = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_COUNT = re.compile(r"0*[1-9]\d{0,9}")
_SLOTS = "taskmanager.numberOfTaskSlots"
_OF_TASKMANAGER = "taskmanager.memory."
_MB = 1 << 20
# What each part takes at least, by Flink's defaults; the fractions only ever add to it.
_OF_FLINK = {
    "framework.heap.size": 128 * _MB,
    "framework.off-heap.size": 128 * _MB,
    "task.heap.size": 0,
    "task.off-heap.size": 0,
    "managed.size": 0,
    "network.min": 64 * _MB,
}
_OF_PROCESS = {**_OF_FLINK, "jvm-metaspace.size": 256 * _MB, "jvm-overhead.min": 192 * _MB}


def unreadable_values(flink: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Key and sentence for each value that Flink cannot read."""
    known = options(NEWEST)
    for key, value in flink.items():
        text, form = str(value), form_of(key, known)
        if form is not None and not form.fits(text):
            yield key, f"is {text!r}, must be a {form.what}, such as {form.example}"
        elif key == _SLOTS and not _COUNT.fullmatch(text.strip()):
            yield key, f"is {text!r}, must be at least 1"


def too_small_memory(flink: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Key and sentence where a TaskManager's memory is less than its parts take at least."""
    process, of_flink = (_bytes(flink, f"{_OF_TASKMANAGER}{key}", None) for key in ("process.size", "flink.size"))
    if process is not None and of_flink is not None and of_flink > process:
        yield (
            "taskmanager.memory.flink.size",
            f"is {_said(of_flink)}, more than taskmanager.memory.process.size ({_said(process)}), which contains it; "
            "unset one of the two with null",
        )
        return
    for key, size, parts in (("flink.size", of_flink, _OF_FLINK), ("process.size", process, _OF_PROCESS)):
        taken = {part: _bytes(flink, f"{_OF_TASKMANAGER}{part}", least) or 0 for part, least in parts.items()}
        if size is not None and sum(taken.values()) > size:
            largest = max(taken, key=lambda part: taken[part])
            yield (
                f"{_OF_TASKMANAGER}{key}",
                f"is {_said(size)}, and the parts of it take {_said(sum(taken.values()))} at least, "
                f"{_OF_TASKMANAGER}{largest} alone {_said(taken[largest])}; the TaskManager would not start",
            )
            return


def _bytes(flink: Mapping[str, Any], key: str, default: int | None) -> int | None:
    """The default, too, where the value cannot be read: that is told elsewhere."""
    found = _MEMORY.fullmatch(str(flink.get(key, "")).strip())
    return int(found[1]) * _MULTIPLES.get(found[2][:1].lower(), 1) if found else default


def _said(size: int) -> str:
    return f"{size // _MB} mb"
