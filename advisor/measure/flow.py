"""How many records reach each vertex for one record that the sources read: filters, fan-out and branches."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.measure.vertex import VertexMeasure
from advisor.model.topology import Topology
from advisor.model.unknown import is_known

# A Python operator gathers a bundle before it puts anything out (20,000 records in the profiles).
RECORDS_A_BUNDLE = 20_000
# Ten network buffers of 32 kB hold 36,000 of the smallest records.
RECORDS_AN_EDGE = 40_000


def arrivals(topology: Topology, vertices: Mapping[str, VertexMeasure]) -> dict[str, float]:
    """By vertex id, from the counters of the tasks' whole life: what is in buffers on the way is no loss.

    Missing are vertices below one whose counters are not known. Each source counts by its share of all records read.
    """
    read = {each: vertices[each].put_out_total for each in topology.sources()}
    whole = sum(each for each in read.values() if is_known(each))
    found: dict[str, float] = {}
    for vertex in topology.in_flow_order():
        above = topology.upstream_of(vertex)
        if not above:
            own = read.get(vertex)
            if own is not None and is_known(own):
                found[vertex] = own / whole if whole > 0 else 1.0
            continue
        ways = [found[each] * _ratio(topology, vertices, each, vertex) for each in above if each in found]
        if len(ways) == len(above):
            found[vertex] = sum(ways)
    return found


def _ratio(topology: Topology, vertices: Mapping[str, VertexMeasure], upstream: str, downstream: str) -> float:
    """Records that go this way for each one that `upstream` takes in (a source: puts out)."""
    above, below = vertices[upstream], vertices[downstream]
    is_source = not topology.upstream_of(upstream)
    alone = len(topology.downstream_of(upstream)) == 1
    if alone:
        return 1.0 if is_source else _yield(above)
    # Versions of Flink differ in how often a record counts that goes several ways: what arrives below is told there.
    taken, own = (above.put_out_total if is_source else above.taken_in_total), below.taken_in_total
    if len(topology.upstream_of(downstream)) > 1 or not is_known(taken) or not is_known(own) or taken <= 0:
        return 1.0
    return 1.0 if 0 <= taken - own <= RECORDS_AN_EDGE else own / taken


def _yield(vertex: VertexMeasure) -> float:
    taken, put = vertex.taken_in_total, vertex.put_out_total
    if not is_known(taken) or not is_known(put) or taken <= 0:
        return 1.0
    in_a_bundle = abs(taken - put) <= RECORDS_A_BUNDLE and put >= 0.5 * taken
    return 1.0 if in_a_bundle else put / taken
