"""Captures of real jobs, made with `advisor capture` (tests/recorded/README.md), and ways to change an answer."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

from advisor.collect.capture import Capture, load_capture
from advisor.model.observation import Observation, VertexSample

FOLDER = Path(__file__).parent


def path_of(case: str) -> Path:
    """The file of that case."""
    return FOLDER / f"{case}.json"


def load(case: str) -> Capture:
    """The capture of that case."""
    return load_capture(path_of(case))


def observe(case: str) -> Observation:
    """What the collectors make of it."""
    return load(case).observation()


def spoiled(capture: Capture, endpoint: Callable[[str], bool], change: Callable[[Any], Any]) -> Capture:
    """The capture with a change made to every answer of the endpoints that are meant, in every look."""
    looks = []
    for look in capture.samples:
        answers = copy.deepcopy(look.flink)
        for asked in answers:
            if endpoint(asked):
                answers[asked] = change(answers[asked])
        looks.append(look.model_copy(update={"flink": answers}))
    return capture.model_copy(update={"samples": tuple(looks)})


def vertex(observation: Observation, identifier: str) -> VertexSample:
    """A vertex as it was at the end."""
    return next(each for each in observation.last.vertices if each.id == identifier)
