"""An operator of the profile without a uid of its own.

Flink finds an operator's state in a savepoint by its uid. Without one it makes an id from the job graph, and after any
change of the graph the state is not found. The REST API shows a vertex's id, which is the hash of its head's uid; so
a vertex whose id is no hash of a name that it carries was not given that name as uid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import mmh3

from advisor.diagnose.context import Context
from advisor.diagnose.verdict import Evidence, Finding
from advisor.measure.naming import chain_parts, plain_name
from advisor.measure.vertex import VertexMeasure

THRESHOLDS: tuple[str, ...] = ()
CURE = "Call .uid(NAME) on every operator, with the name that the profile has for it, before the next savepoint."
_FLINK_ID = re.compile(r"[0-9a-f]{32}")


def diagnose(context: Context) -> Iterator[Finding]:
    """Silent without a profile, on operators that it does not name, and on what Flink puts before an operator."""
    for vertex in context.job.vertices:
        head = plain_name(chain_parts(vertex.name)[0])
        if head not in context.settings.operators or not _FLINK_ID.fullmatch(vertex.id):
            continue
        if vertex.id not in _ids_by_name(vertex):
            yield _finding(vertex, head)


def uid_hash(uid: str) -> str:
    """The id that Flink gives to a vertex whose head has this uid (Guava's murmur3_128, seed 0)."""
    return mmh3.hash_bytes(uid.encode(), seed=0).hex()


def _ids_by_name(vertex: VertexMeasure) -> set[str]:
    parts = chain_parts(vertex.name)
    return {uid_hash(name) for name in (*parts, *map(plain_name, parts), *vertex.operators)}


def _finding(vertex: VertexMeasure, head: str) -> Finding:
    return Finding(
        rule="missing_uids",
        severity="warning",
        confidence=0.9,
        operator=head,
        message=f"{head} has no uid, or not its name: a savepoint may not find its state after the next change",
        evidence=(Evidence(f"id of the vertex of {head}", vertex.id, uid_hash(head), "id", "Flink REST"),),
        help=CURE,
    )
