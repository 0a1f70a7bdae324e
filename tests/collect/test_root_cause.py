"""What is said of an exception: first of those that are Java's own."""

from __future__ import annotations

import pytest

from advisor.collect.flink_cluster import _root_cause

TRACEBACK = (
    'Traceback (most recent call last):\n  File "orders.py", line 7, in enrich\n    raise X\nValueError: planted'
)
HARNESS = "java.lang.RuntimeException: Error received from SDK harness for instruction 30: "
FRAMES = "\n\tat org.apache.beam.Some.call(Some.java:1)\n"


@pytest.mark.parametrize(
    ("stacktrace", "said"),
    [
        ("", None),
        ("java.io.IOException: no room" + FRAMES, "java.io.IOException: no room"),
        (f"a.B: outer{FRAMES}Caused by: c.D: inner{FRAMES}\t... 1 more", "c.D: inner"),
        (f"{HARNESS}{TRACEBACK}{FRAMES}Caused by: java.io.IOException: no room", "java.io.IOException: no room"),
    ],
)
def test_the_innermost_java_exception_is_the_cause(stacktrace: str, said: str | None) -> None:
    """Whatever Python said before it."""
    assert _root_cause(stacktrace) == said


def test_of_a_python_workers_traceback_the_last_line_is_said() -> None:
    """Flink repeats it at every level; its head says nothing."""
    wrapped = (
        f"a.B: outer{FRAMES}Caused by: x.Y: {HARNESS}{TRACEBACK}\n{FRAMES}Caused by: {HARNESS}{TRACEBACK}\n{FRAMES}"
    )
    assert _root_cause(wrapped) == "ValueError: planted"
    both = TRACEBACK.replace("planted", "first") + f"\n\nDuring handling of it, another one occurred:\n\n{TRACEBACK}"
    assert _root_cause(f"{HARNESS}{both}{FRAMES}") == "ValueError: planted"


def test_a_traceback_without_an_end_is_said_as_it_came() -> None:
    """Flink cuts what is too long."""
    cut = f'{HARNESS}Traceback (most recent call last):\n  File "orders.py", line 7'
    assert _root_cause(cut) == f"{HARNESS}Traceback (most recent call last):"
