"""A plan's patches put into a profile's text: only what it has not got yet, and only if it is right afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

from advisor.errors import BadInput
from advisor.profile.document import Document, read_document
from advisor.profile.patch import Patch, apply_patches
from advisor.profile.profile import find_faults
from advisor.profile.yaml_text import said

_JOB_NAME = ("job", "name")
_PARALLELISM = re.compile(r"operators\.\w+\.parallelism")
_SINK_PARALLELISM, _BATCH_INTERVAL = "operators.jdbc_sink.parallelism", "operators.jdbc_sink.batch_interval_ms"


def pending_patches(
    profile: Path, patches: Sequence[Patch], environ: Mapping[str, str], job: str | None = None
) -> list[Patch]:
    """Those that the profile has not got yet; applying a report twice is applying it once. `job`: the report's.

    Raises BadInput when the report is of another job, saw another value than the profile has, or was made with other
    limits.
    """
    document = read_document(profile, environ)
    name = None if _JOB_NAME in document.unset else document.value(_JOB_NAME)
    if patches and job is not None and name is not None and job != name:
        raise BadInput(
            f"{profile}: job.name is {said(name)}, the report is of job {said(job)}; name that job's profile, "
            "or make a report of this one"
        )
    pending = [patch for patch in patches if document.value(patch.keys) != patch.proposed]
    for patch in pending:
        if (now := document.value(patch.keys)) != patch.current:
            raise BadInput(
                f"{profile}: {patch.path} is {said(now)}, the report saw {said(patch.current)}: "
                "it is of another profile or out of date; make a new report"
            )
        for limit in _limits(patch.path):
            _hold(profile, document, patch, limit)
    return pending


def _limits(path: str) -> list[str]:
    """What a plan that was made with the profile keeps a key within."""
    limits = ["slots"] if _PARALLELISM.fullmatch(path) else []
    limits += ["database_connections"] if path == _SINK_PARALLELISM else []
    return limits + (["latency_budget_ms"] if path == _BATCH_INTERVAL else [])


def _hold(profile: Path, document: Document, patch: Patch, limit: str) -> None:
    most, before, after = document.value(("limits", limit)), patch.current, patch.proposed
    if not (isinstance(most, int) and isinstance(before, int) and isinstance(after, int)):
        return
    if before < after and after > most:
        raise BadInput(
            f"{profile}: {patch.path}: the report proposes {after}, and limits.{limit} is {most}: "
            f"it was made with other limits; make a new one with --profile {profile}"
        )


def patched_text(profile: Path, before: str, patches: Sequence[Patch], environ: Mapping[str, str]) -> str:
    """The profile's text `before` with the patches in it. Raises BadInput when it would be wrong then."""
    after = apply_patches(before, list(patches), str(profile))
    if faults := find_faults(read_document(profile, environ, after)):
        raise BadInput("\n".join(["the changed profile would be wrong:", *faults]))
    return after


def difference(profile: Path, before: str, after: str) -> str:
    """The lines that differ, as `diff -u` shows them."""
    return "\n".join(unified_diff(before.splitlines(), after.splitlines(), str(profile), str(profile), lineterm=""))
