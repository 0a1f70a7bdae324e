"""A plan's patches put into a profile's text: only what it has not got yet, and only if it is right afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

from advisor.errors import BadInput
from advisor.profile.document import read_document
from advisor.profile.patch import Patch, apply_patches
from advisor.profile.profile import find_faults
from advisor.profile.yaml_text import said


def pending_patches(profile: Path, patches: Sequence[Patch], environ: Mapping[str, str]) -> list[Patch]:
    """Those that the profile has not got yet; applying a report twice is applying it once.

    Raises BadInput when the profile has another value than the report saw.
    """
    document = read_document(profile, environ)
    pending = [patch for patch in patches if document.value(patch.keys) != patch.proposed]
    for patch in pending:
        if (now := document.value(patch.keys)) != patch.current:
            raise BadInput(
                f"{profile}: {patch.path} is {said(now)}, the report saw {said(patch.current)}: "
                "it is of another profile or out of date; make a new report"
            )
    return pending


def patched_text(profile: Path, before: str, patches: Sequence[Patch], environ: Mapping[str, str]) -> str:
    """The profile's text `before` with the patches in it. Raises BadInput when it would be wrong then."""
    after = apply_patches(before, list(patches), str(profile))
    if faults := find_faults(read_document(profile, environ, after)):
        raise BadInput("\n".join(["the changed profile would be wrong:", *faults]))
    return after


def difference(profile: Path, before: str, after: str) -> str:
    """The lines that differ, as `diff -u` shows them."""
    return "\n".join(unified_diff(before.splitlines(), after.splitlines(), str(profile), str(profile), lineterm=""))
