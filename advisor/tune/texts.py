"""The profile's text without and with a step's changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from advisor.errors import BadInput
from advisor.profile.changes import patched_text, pending_patches
from advisor.profile.document import read_document
from advisor.profile.profile import check_profile
from advisor.profile.render import render_profile
from advisor.profile.yaml_text import read_text
from advisor.tune.changes import Change


@dataclass(frozen=True)
class Texts:
    """Both character by character."""

    former: str
    changed: str


def prepare_texts(profile: Path, changes: tuple[Change, ...], environ: Mapping[str, str]) -> Texts:
    """Raises BadInput for what could not be deployed, while nothing has been touched."""
    former = read_text(profile)
    patches = pending_patches(profile, [each.patch for each in changes], environ)
    if not patches:
        raise BadInput(f"{profile}: has the changes already and was not deployed with them; deploy it first")
    changed = patched_text(profile, former, patches, environ)
    for text in (former, changed):
        render_profile(check_profile(read_document(profile, environ, text)), profile.name)
    return Texts(former, changed)
