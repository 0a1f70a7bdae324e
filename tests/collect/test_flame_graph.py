"""A flame graph read per operator; the frames are Flink's own."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.collect.flame_graph import read_flame_graph
from advisor.model.observation import FlameGraph
from advisor.model.unknown import Unknown
from tests.recorded.recording import load

TASK = ("StreamTask.invoke:959", "MailboxProcessor.runMailboxLoop:231", "StreamTask$$Lambda.runDefaultAction:-1")
NEXT = "org.apache.flink.streaming.runtime.tasks.CopyingChainingOutput.pushToOperator:75"
FULL = "org.apache.flink.runtime.io.network.buffer.LocalBufferPool.requestMemorySegmentBlocking:383"
PYTHON = "org.apache.flink.streaming.api.runners.python.beam.BeamPythonFunctionRunner.takeResult:435"
PARK = "jdk.internal.misc.Unsafe.park:-2"


def stacks(*paths: tuple[int, tuple[str, ...]]) -> dict[str, Any]:
    """The answer for so many samples of each path of frames."""

    def node(frames: tuple[str, ...], value: int) -> dict[str, Any]:
        below = [node(frames[1:], value)] if len(frames) > 1 else []
        return {"name": frames[0], "value": value, "children": below}

    children = [node(frames, value) for value, frames in paths]
    return {"endTimestamp": 1, "data": {"name": "root", "value": sum(v for v, _ in paths), "children": children}}


@pytest.mark.parametrize(
    "answer", [None, {}, [], {"endTimestamp": -3}, {"data": {}}, {"data": {"value": "x"}}, stacks()]
)
def test_without_samples_nothing_is_known(answer: Any) -> None:
    """The first question only starts the sampling."""
    assert isinstance(read_flame_graph(answer, 2), Unknown)


def test_waiting_for_input_or_for_room_is_no_operators_time() -> None:
    """In the mailbox, and for a buffer."""
    mailbox = (*TASK[:2], "MailboxProcessor.processMail:369", "TaskMailboxImpl.take:161", PARK)
    found = read_flame_graph(stacks((60, mailbox), (40, (*TASK, FULL, PARK))), 2)
    assert found == FlameGraph((0.0, 0.0), 0.0, 0.0, 100)


def test_the_operator_is_the_number_of_handovers_on_the_stack() -> None:
    """One pushToOperator for each step down the chain."""
    first, second = (*TASK, "Parse.map:7"), (*TASK, "Parse.map:9", NEXT, "Count.map:3")
    found = read_flame_graph(stacks((30, first), (70, second)), 2)
    assert found == FlameGraph((0.3, 0.7), 0.0, 0.0, 100)


def test_waiting_for_python_is_told_from_other_waiting() -> None:
    """A worker's answer; a socket."""
    found = read_flame_graph(stacks((50, (*TASK, PYTHON, PARK)), (50, (*TASK, "Sink.invoke:3", PARK))), 1)
    assert found == FlameGraph((1.0,), 0.5, 0.5, 100)


def test_a_recorded_flame_graph_shows_the_way_into_python() -> None:
    """Of the job with full batches: enrichment is busy, and most of it is in Python."""
    answers = load("batched").samples[-1].flink
    graph = next(v for k, v in answers.items() if "a90059fb31ad503cb7098fa03c81c51c/flamegraph" in k)
    found = read_flame_graph(graph, 4)
    assert isinstance(found, FlameGraph)
    assert found.samples == 100
    assert found.in_python > 0.4
    assert sum(found.by_operator) <= 1


def test_children_that_are_no_list_end_the_branch() -> None:
    """Whatever a proxy makes of an answer."""
    found = read_flame_graph({"data": {"name": "root", "value": 100, "children": True}}, 1)
    assert found == FlameGraph((0.0,), 0.0, 0.0, 100)
