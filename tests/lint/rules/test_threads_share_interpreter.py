"""Thread mode with several slots."""

import pytest

from tests.lint.lint_builder import told

RULE = "threads_share_interpreter"


@pytest.mark.parametrize(
    "text",
    [
        "python.execution-mode: process\ntaskmanager.numberOfTaskSlots: 4\n",
        "python.execution-mode: thread\ntaskmanager.numberOfTaskSlots: 1\n",
        "python.execution-mode: thread\n",
        "taskmanager.numberOfTaskSlots: 4\n",
    ],
)
def test_processes_and_single_slots_share_nothing(text):
    """The defaults of both are right."""
    assert told(RULE, text, "config.yaml") == []


def test_several_slots_in_threads_take_turns():
    """One interpreter, one lock."""
    text = "taskmanager.numberOfTaskSlots: 2\npython.execution-mode: thread\n"
    assert told(RULE, text, "config.yaml") == [(2, "python.execution-mode")]
