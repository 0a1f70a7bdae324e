"""What a version would be once it is submitted: asked of Flink's own client, which submits nothing for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from advisor.deploy.flink_run import Submission, flink_run_command, reason_of
from advisor.deploy.process import RunProcess
from advisor.deploy.version import Version
from advisor.errors import BadInput

PLAN_JOB = Path(__file__).parent / "in_client" / "plan_job.py"
_NO_CHECKPOINT = "-"
# There is no such executor: whatever way a script finds to submit a job, it ends in an error.
_SUBMITS_NOWHERE = ("--target", "nowhere")
_WOULD_SUBMIT = "No ExecutorFactory found"


class PlannedVertex(msgspec.Struct, frozen=True):
    """`operators` are the ids that the state of each of its operators goes by."""

    id: str
    name: str
    parallelism: int
    max_parallelism: int
    operators: tuple[str, ...]


class SavedState(msgspec.Struct, frozen=True):
    """What one operator has in a checkpoint; `name` where that says it."""

    id: str
    max_parallelism: int
    has_state: bool
    name: str | None = None


@dataclass(frozen=True)
class Plan:
    """`vertices` is None when the script builds its job in a way that cannot be looked into (Table API).

    `states` is None when the checkpoint could not be read, `not_read` then says why.
    """

    vertices: tuple[PlannedVertex, ...] | None
    states: tuple[SavedState, ...] | None
    not_read: str = ""


class _Answer(msgspec.Struct, frozen=True):
    vertices: tuple[PlannedVertex, ...] | None
    states: tuple[SavedState, ...] | None
    not_read: str


def plan_version(version: Version, flink: Path, checkpoint: str | None, run: RunProcess) -> Plan:
    """Run the version's script up to where it would submit its job.

    Raises BadInput when the script fails: it would fail the same way once the running job was stopped.
    """
    with TemporaryDirectory(prefix="narrows-plan-") as folder:
        out = Path(folder, "plan.json")
        code, output = run(plan_command(version, flink, checkpoint, out))
        answer = _read(out)
    if answer is not None and (code == 0 or answer.vertices is not None or _WOULD_SUBMIT in output):
        return Plan(answer.vertices, answer.states, answer.not_read)
    raise BadInput(f"{version.record.script.rpartition('/')[2]} fails before it submits a job: {reason_of(output)}")


def plan_command(version: Version, flink: Path, checkpoint: str | None, out: Path) -> list[str]:
    """The words of the command line."""
    job = version.submission(None)
    asked = (str(out), checkpoint or _NO_CHECKPOINT, str(job.script), *job.arguments)
    submission: Submission = replace(job, script=PLAN_JOB, arguments=asked, options=(*_SUBMITS_NOWHERE, *job.options))
    return flink_run_command(flink, submission)


def _read(out: Path) -> _Answer | None:
    try:
        return msgspec.json.decode(out.read_bytes(), type=_Answer)
    except (OSError, msgspec.MsgspecError):
        return None
