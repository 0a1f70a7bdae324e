"""Another parallelism for one operator, with the patch for its profile."""

from __future__ import annotations

from advisor.model.settings import JobSettings
from advisor.plan.recommendation import Patch, Recommendation


def rescale(
    settings: JobSettings, uid: str, current: int, proposed: int, because: str, effect: str = ""
) -> Recommendation:
    """`current` is what runs; the patch is made against what the profile says, when there is one."""
    now = settings.operators.get(uid)
    patch = Patch(f"operators.{uid}.parallelism", now.parallelism, proposed) if now and settings.from_profile else None
    return Recommendation(f"{uid}.parallelism", uid, current, proposed, because, effect, "rescale", patch)
