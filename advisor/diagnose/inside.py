"""Which operator of a chain it is, when the vertex that limits the job chains several."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.diagnose.verdict import Evidence
from advisor.measure.naming import fused_functions
from advisor.measure.vertex import VertexMeasure
from advisor.model.unknown import is_known

# An operator that takes half of the vertex's time would, at best, halve what the others can do: it is the one.
MOST_OF_THE_TIME = 0.5
_SOURCE = "flame graph or sink counters"


@dataclass(frozen=True)
class Inside:
    """`uid` is the operator, or the whole chain when it cannot be told apart; `confidence` (0-1) is a factor."""

    uid: str
    confidence: float
    because: tuple[Evidence, ...]


def look_inside(vertex: VertexMeasure) -> Inside:
    """The operator of the chain that takes most of its time."""
    if not vertex.chain:
        return _fused(vertex)
    known = [(each.time_ratio, each.uid) for each in vertex.chain if is_known(each.time_ratio)]
    if known:
        share, uid = max(known)
        rest = sum(each for each, _ in known) - share
        if share >= MOST_OF_THE_TIME and share >= 2 * rest:
            what = f"of the chain {vertex.uid}, {uid} takes {share:.0%} of the time"
            return Inside(uid, 0.95, (Evidence(what, round(share, 3), MOST_OF_THE_TIME, "ratio", _SOURCE),))
        if len(known) == len(vertex.chain):
            shares = ", ".join(f"{name} {part:.0%}" for part, name in known)
            what = f"no operator of the chain takes most of the time: {shares}"
            return Inside(vertex.uid, 0.8, (Evidence(what, shares, MOST_OF_THE_TIME, "ratio", _SOURCE),))
    what = (
        f"{len(vertex.chain)} operators are chained and share one clock: which of them it is cannot be told; "
        "split the chain, or switch on rest.flamegraph.enabled"
    )
    return Inside(vertex.uid, 0.7, (Evidence(what, len(vertex.chain), 1, "operators", "Flink REST"),))


def _fused(vertex: VertexMeasure) -> Inside:
    """PyFlink makes one operator of neighbouring Python functions, whatever Flink's own chaining is set to."""
    functions = fused_functions(vertex.uid)
    if len(functions) == 1:
        return Inside(vertex.uid, 1.0, ())
    what = (
        f"{len(functions)} Python functions are fused into one operator: which of them it is cannot be told; "
        "python.operator-chaining.enabled: false keeps them apart"
    )
    return Inside(vertex.uid, 0.9, (Evidence(what, len(functions), 1, "functions", "Flink REST"),))
