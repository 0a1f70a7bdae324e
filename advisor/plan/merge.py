"""Several steps may speak about one setting: one recommendation is left of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from advisor.plan.recommendation import Recommendation


def merge(recommendations: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """One for each setting, the first of them; a later one that says the same adds its reason.

    Steps come in the order of what they cure: what limits the job now goes before what may trouble it later, so a
    later one that wants another value is left out.
    """
    found: dict[str, Recommendation] = {}
    for each in recommendations:
        first = found.setdefault(each.setting, each)
        if first is not each and first.proposed == each.proposed and each.because not in first.because:
            found[each.setting] = replace(first, because=f"{first.because}; {each.because}")
    return tuple(found.values())
