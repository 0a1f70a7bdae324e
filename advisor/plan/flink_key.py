"""A recommendation for one of Flink's own keys, with its patch for the profile's `flink` section."""

from __future__ import annotations

from advisor.diagnose.context import Context
from advisor.plan.recommendation import Patch, Recommendation, Setting


def in_force(context: Context, key: str) -> Setting | None:
    """What the profile sets, else what the cluster says: the profile is what a patch changes."""
    wanted = context.settings.flink_value(key)
    return context.job.last.setting(key) if wanted is None else wanted


def recommend(
    context: Context, key: str, proposed: Setting, because: str, effect: str, current: Setting | None = None
) -> tuple[Recommendation, ...]:
    """One recommendation; none when the profile has that value already, and only waits for its deployment.

    `current` is what holds where neither profile nor cluster sets the key. Flink reads all of its keys at a start.
    """
    if in_force(context, key) == proposed:
        return ()
    known = in_force(context, key)
    patch = Patch(f"flink.{key}", context.settings.flink.get(key), proposed) if context.settings.from_profile else None
    return (
        Recommendation(
            key,
            None,
            current if known is None else known,
            proposed,
            because,
            effect,
            "restart_from_savepoint",
            patch,
        ),
    )
