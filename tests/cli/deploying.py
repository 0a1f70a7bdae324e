"""A cluster that answers, a client of Flink's that submits nothing, and a doctor that says what it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import responses

from advisor.doctor.outcome import Outcome
from tests.deploy.made import SOURCE, planned, recorded_job, saved

URL = "http://flink:8081"
OLD, NEW, AGAIN = "a" * 32, "b" * 32, "c" * 32
# For a script outside of any package: the base profile sends jobs.zip along.
ALONE = "python: {files: []}\n"
WELL = (Outcome("slots", "cluster", "ok", "4 slots are free"),)
ILL = (*WELL, Outcome("topic", "kafka", "failed", "there is no topic 'orders'", "create it: kafka-topics.sh --create"))


class Clock:
    """Time that passes by sleeping alone."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def monotonic(self) -> float:
        return self.now


@dataclass
class Client:
    """Plans whatever it is asked for, and submits job after job; `commands` are those that were to submit."""

    commands: list[list[str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=lambda: [NEW, AGAIN])
    vertices: tuple[Any, ...] = planned()
    fails: Mapping[int, str] = field(default_factory=dict)

    def __call__(self, command: list[str]) -> tuple[int, str]:
        if "nowhere" in command:
            out = Path(command[command.index("--python") + 2])
            answer = {"vertices": [_plain(each) for each in self.vertices], "states": [_plain(s) for s in saved()]}
            out.write_text(json.dumps({**answer, "not_read": ""}))
            return 0, ""
        self.commands.append(command)
        if reason := self.fails.get(len(self.commands)):
            return 1, reason
        return 0, f"Job has been submitted with JobID {self.ids.pop(0)}\n"


def _plain(struct: Any) -> Any:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def listed(*jobs: tuple[str, str], name: str = "orders") -> None:
    """The jobs that the cluster knows, by id and state, from now on."""
    responses.get(
        f"{URL}/jobs/overview", json={"jobs": [{"jid": jid, "name": name, "state": state} for jid, state in jobs]}
    )


def job(job_id: str, *states: str, checkpoint: int = 1) -> None:
    """A job that is in one state after the other, with the recorded job's vertices, and a checkpoint."""
    for state in states:
        vertices = [
            {
                "id": each.id,
                "name": each.name,
                "status": state,
                "parallelism": each.parallelism,
                "maxParallelism": each.max_parallelism,
            }
            for each in recorded_job().vertices
        ]
        responses.get(f"{URL}/jobs/{job_id}", json={"name": "orders", "state": state, "vertices": vertices})
    completed = {"id": checkpoint, "external_path": f"file:/checkpoints/chk-{checkpoint}"} if checkpoint else None
    responses.get(f"{URL}/jobs/{job_id}/checkpoints", json={"latest": {"completed": completed}})
    responses.get(
        f"{URL}/jobs/{job_id}/checkpoints/details/{checkpoint}", json={"tasks": {SOURCE: {"state_size": 300}}}
    )
    responses.post(f"{URL}/jobs/{job_id}/checkpoints", json={"request-id": "t"}, status=202)
    responses.get(f"{URL}/jobs/{job_id}/exceptions", json={})
    responses.get(f"{URL}/jobs/{job_id}/resource-requirements", status=500)
    responses.patch(f"{URL}/jobs/{job_id}", status=202)


def stoppable(job_id: str = OLD) -> None:
    """It gives a savepoint."""
    responses.post(f"{URL}/jobs/{job_id}/stop", json={"request-id": "t"}, status=202)
    responses.get(f"{URL}/jobs/{job_id}/savepoints/t", json={"operation": {"location": "file:/savepoint-1"}})


def acted() -> list[str]:
    """Every request that was no GET."""
    return [f"{call.request.method} {call.request.url}" for call in responses.calls if call.request.method != "GET"]


def examined(outcomes: tuple[Outcome, ...]) -> Callable[[Any], tuple[Outcome, ...]]:
    """A doctor who always says that."""
    return lambda _patient: outcomes
