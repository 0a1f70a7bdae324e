"""What differs between two profiles, key by key, with everything that they extend and the environment put in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from advisor.profile.change_class import ChangeClass, change_class
from advisor.profile.document import leaves
from advisor.profile.schema import Profile


@dataclass(frozen=True)
class Difference:
    """One key; a value is None where the key is not set. `change_class`: what it takes to get there."""

    path: str
    before: Any
    after: Any
    change_class: ChangeClass | None


def differences(before: Profile, after: Profile) -> tuple[Difference, ...]:
    """In the order of the sections, and in each of the order of its keys; defaults count as if written out."""
    one, other = (dict(leaves(profile.model_dump(mode="json"))) for profile in (before, after))
    sections = list(Profile.model_fields)
    paths = sorted({**one, **other}, key=lambda path: sections.index(path[0]))
    return tuple(
        Difference(".".join(path), one.get(path), other.get(path), change_class(path))
        for path in paths
        if _differ(one.get(path), other.get(path))
    )


def _differ(one: Any, other: Any) -> bool:
    """In type, too: 1 and true are equal to Python and two things to Flink."""
    return repr(one) != repr(other)
