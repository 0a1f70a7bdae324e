"""The operator that limits the job sits in a chain, where its time cannot be told from that of its neighbours.

A chain has one clock, one parallelism, and shows no backpressure inside.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.naming import fused_functions
from advisor.model.unknown import is_known

THRESHOLDS = ()
CURE = (
    "Split the chain (chaining: false in the profile, disable_chaining() or start_new_chain() in code), or switch on "
    "rest.flamegraph.enabled and ask again; for fused Python functions python.operator-chaining.enabled: false."
)


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent on chains that limit nobody, and where a flame graph or counters name the operator."""
    verdict = context.verdict
    if verdict.vertex is None or verdict.kind not in ("operator_bound", "subtask_bound", "source_bound"):
        return
    vertex = context.job.vertex(verdict.vertex)
    told_apart = verdict.operator != vertex.uid or all(is_known(each.time_ratio) for each in vertex.chain)
    functions = fused_functions(vertex.uid)
    if (vertex.chain and told_apart) or (not vertex.chain and len(functions) == 1):
        return
    inside = [each.uid for each in vertex.chain] or functions
    yield Finding(
        rule="chained_bottleneck",
        severity="warning",
        confidence=0.9,
        operator=vertex.uid,
        message=f"{' and '.join(inside)} share one clock: which of them limits the job cannot be told",
        evidence=(Evidence("operators of one vertex", len(inside), 1, "operators", "Flink REST"),),
        help=CURE,
    )
