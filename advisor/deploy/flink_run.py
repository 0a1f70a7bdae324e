"""`flink run` for a Python job: what is submitted, and what the client said of it."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from advisor.collect.redact import redact_text
from advisor.deploy.process import RunProcess
from advisor.errors import BadInput, CannotDeploy

_JOB_ID = re.compile(r"JobID ([0-9a-f]{32})")
# Frames and banners, and the Java exceptions that only say that the Python process ended.
_SAYS_NOTHING = re.compile(
    r"\s|WARNING:|SLF4J|Traceback|-{5}|Caused by: |\.\.\. \d+ more|The program finished with the following exception"
    r"|(org\.apache\.flink\.client\.program\.ProgramAbortException|java\.lang\.RuntimeException: Python process)"
)
_CAUSE = "Caused by: "
_OF_JAVA = re.compile(r"[\w$]+(\.[\w$]+)+(Exception|Error)\b")
LONGEST_REASON = 500


@dataclass(frozen=True)
class Submission:
    """A job as `flink run` takes it; `arguments` are the script's own, `options` are Flink's (`-Dkey=value`).

    `allow_lost_state`: state of the savepoint that no operator of the job takes is left behind in silence.
    """

    script: Path
    arguments: tuple[str, ...] = ()
    py_files: tuple[Path, ...] = ()
    savepoint: str | None = None
    options: tuple[str, ...] = ()
    requirements: Path | None = None
    archives: tuple[str, ...] = ()
    allow_lost_state: bool = False


class ClientOutput(Exception):
    """The end of what the client printed: the cause behind the sentence, for --debug."""


def submit(flink: Path, submission: Submission, run: RunProcess) -> str:
    """Submit, detached; returns the job's id. Raises CannotDeploy with the one line that matters."""
    code, output = run(flink_run_command(flink, submission))
    found = _JOB_ID.search(output)
    if code == 0 and found:
        return found.group(1)
    what = "told no job id" if code == 0 else "failed"
    raise CannotDeploy(f"`flink run` {what}: {reason_of(output)}") from ClientOutput(redact_text(output[-5000:]))


def flink_run_command(flink: Path, submission: Submission) -> list[str]:
    """The words of the command line."""
    command = [str(flink), "run", "--detached", *submission.options]
    if submission.savepoint:
        command += ["--fromSavepoint", submission.savepoint]
    if submission.allow_lost_state:
        command += ["--allowNonRestoredState"]
    if submission.py_files:
        command += ["--pyFiles", ",".join(str(path.resolve()) for path in submission.py_files)]
    if submission.requirements:
        command += ["--pyRequirements", str(submission.requirements.resolve())]
    if submission.archives:
        command += ["--pyArchives", ",".join(submission.archives)]
    # Flink runs the script in a folder of its own.
    return [*command, "--python", str(submission.script.resolve()), *submission.arguments]


def command_told(words: Sequence[str]) -> str:
    """A command for people to read and for a shell to take: a line for each option, with what belongs to it."""
    lines: list[list[str]] = [[]]
    for word in words:
        if word.startswith("-"):
            lines.append([])
        lines[-1].append(word)
    return " \\\n  ".join(map(shlex.join, lines))


def reason_of(output: str) -> str:
    """The last line of the client's output that is no stack frame, and what is innermost in it when that is Java's."""
    lines = [line for line in output.splitlines() if line.strip()]
    told = [line.removeprefix(": ") for line in lines if not _SAYS_NOTHING.match(line)]
    causes = [line.removeprefix(_CAUSE) for line in lines if line.startswith(_CAUSE)]
    telling = [cause for cause in causes if not _SAYS_NOTHING.match(cause)]
    found = (told or causes or ["it printed nothing"])[-1].strip()
    if telling and _OF_JAVA.match(found):
        found = f"{found.rstrip('.')} ({telling[-1].strip()})"
    return redact_text(found)[:LONGEST_REASON]


def find_flink(given: Path | None, environ: Mapping[str, str]) -> Path:
    """`given`, else $FLINK_HOME/bin/flink, else `flink` on the PATH. Raises BadInput when there is none."""
    home = environ.get("FLINK_HOME")
    path = given or (Path(home, "bin", "flink") if home else None)
    if path is not None:
        if not path.is_file():
            origin = f"--flink-bin {path}" if given else f"FLINK_HOME={home}"
            raise BadInput(f"{origin}: there is no {path}; name Flink's own client, .../bin/flink")
        return path.absolute()
    if found := shutil.which("flink", path=environ.get("PATH", "")):
        return Path(found)
    raise BadInput("there is no `flink` on the PATH; set FLINK_HOME, or name the client: --flink-bin .../bin/flink")


def rest_options(url: str) -> tuple[str, ...]:
    """So that the client submits where the advisor looks, whatever FLINK_CONF_DIR says.

    Empty for an address with a path: that is a proxy's, which the client cannot go through.
    """
    parts = urlsplit(url)
    if parts.path.strip("/") or not parts.hostname:
        return ()
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return (f"-Drest.address={parts.hostname}", f"-Drest.port={port}")
