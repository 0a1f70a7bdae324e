"""A running job as it was recorded, and versions and plans around it, for tests."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from advisor.deploy.flink_jobs import Completed, Job, Vertex
from advisor.deploy.planned import Plan, PlannedVertex, SavedState
from advisor.deploy.program import Program
from advisor.deploy.running import Running
from advisor.deploy.version import Version, make_version
from advisor.profile.document import read_document
from advisor.profile.profile import check_profile
from advisor.profile.render import flink_conf
from tests.recorded.recording import load

SOURCE, ENRICHMENT, SINK, DEAD_LETTERS = (
    "aba3eb758ec92018fab49f28978eb513",
    "a90059fb31ad503cb7098fa03c81c51c",
    "384f397a3632e65877e902af2200b0ef",
    "61b83f04131e6ed037875c92e5c7446f",
)
COMMITTER = "c" * 32


def recorded_job() -> Job:
    """The main job, as Flink 2.3 answers of it."""
    capture = load("slow")
    return msgspec.json.decode(json.dumps(capture.samples[-1].flink[f"/jobs/{capture.job}"]), type=Job)


def running(bounds=None, state="RUNNING") -> Running:
    job = recorded_job()
    return Running(
        id=load("slow").job,
        name=job.name,
        state=state,
        vertices=job.vertices,
        checkpoint=Completed(137, "file:/checkpoints/chk-137"),
        state_bytes={SOURCE: 300, ENRICHMENT: 0, SINK: 0, DEAD_LETTERS: 647},
        bounds=bounds,
    )


def planned(
    *, without: str = "", max_parallelism: int = 128, parallelism: int = 1, extra: tuple[PlannedVertex, ...] = ()
) -> tuple[PlannedVertex, ...]:
    """The recorded job's vertices as Flink's client plans them."""
    return (
        *(
            PlannedVertex(each.id, each.name, parallelism, max_parallelism, _operators(each))
            for each in recorded_job().vertices
            if each.id != without
        ),
        *extra,
    )


def _operators(vertex: Vertex) -> tuple[str, ...]:
    return (vertex.id, COMMITTER) if vertex.id == DEAD_LETTERS else (vertex.id,)


def saved() -> tuple[SavedState, ...]:
    """What a checkpoint of it holds."""
    return (
        SavedState(SOURCE, 128, True, "kafka_source"),
        SavedState(ENRICHMENT, 128, False, "enrichment_step_0"),
        SavedState(DEAD_LETTERS, 128, True, "dead_letters"),
        SavedState(COMMITTER, 128, True, "dead_letters: Committer"),
    )


def plan(vertices=None, states=None) -> Plan:
    return Plan(planned() if vertices is None else vertices, saved() if states is None else states)


def version(folder: Path, text: str = "", script: str = "print('job')\n") -> Version:
    """A version of the base profile with `text`, made in `folder`."""
    home = folder / "mine"
    home.mkdir(parents=True)
    (home / "__init__.py").write_text("")
    (home / "job.py").write_text(script)
    path = folder / "orders.yaml"
    path.write_text(f"extends: {flink_conf() / 'profiles' / 'base.yaml'}\n{text}")
    made = folder / "made"
    made.mkdir()
    profile = check_profile(read_document(path, {}))
    return make_version(Program(home / "job.py", Path("flink")), profile, path, made)
