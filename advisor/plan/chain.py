"""Splitting a chain whose operators cannot be told apart, or of which one limits the others."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.plan.recommendation import Patch, Recommendation


def plan_chain(context: Context) -> Iterator[Recommendation]:
    """For the vertex that limits the job, when it chains several operators."""
    verdict, settings = context.verdict, context.settings
    if verdict.vertex is None or verdict.kind not in ("operator_bound", "source_bound"):
        return
    chain = context.job.vertex(verdict.vertex).chain
    # Split before the one it is; when that is not known, before each but the first.
    named = [each.uid for each in chain[1:] if verdict.operator in (each.uid, context.job.vertex(verdict.vertex).uid)]
    for uid in named:
        own = settings.operators.get(uid)
        known = settings.from_profile and own is not None and own.chaining is not None
        yield Recommendation(
            f"{uid}.chaining",
            uid,
            own.chaining if own else True,
            False,
            "an operator of its own shows its own time, and gets its own parallelism",
            "the next report tells the operators apart",
            "restart_from_savepoint",
            Patch(f"operators.{uid}.chaining", own.chaining, False) if known and own and own.chaining else None,
        )
