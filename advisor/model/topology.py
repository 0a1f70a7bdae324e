"""The job graph by its edges. The order in which Flink lists vertices says nothing about who feeds whom."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Edge:
    """Records flow from `upstream` to `downstream` (vertex ids); `ship_strategy` is Flink's word: FORWARD, HASH ..."""

    upstream: str
    downstream: str
    ship_strategy: str


@dataclass(frozen=True)
class Topology:
    """A graph without cycles: Flink's own job graphs have none."""

    vertices: tuple[str, ...]
    edges: tuple[Edge, ...]

    def upstream_of(self, vertex: str) -> tuple[str, ...]:
        """The vertices that feed this one."""
        return tuple(edge.upstream for edge in self.edges if edge.downstream == vertex)

    def downstream_of(self, vertex: str) -> tuple[str, ...]:
        """The vertices that this one feeds."""
        return tuple(edge.downstream for edge in self.edges if edge.upstream == vertex)

    def sources(self) -> tuple[str, ...]:
        """Vertices that nothing feeds."""
        return tuple(vertex for vertex in self.vertices if not self.upstream_of(vertex))

    def in_flow_order(self) -> tuple[str, ...]:
        """Every vertex after all that feed it; what a hostile answer ties into a cycle comes last."""
        waiting = {vertex: len(self.upstream_of(vertex)) for vertex in self.vertices}
        ready = deque(vertex for vertex in self.vertices if waiting[vertex] == 0)
        order: dict[str, None] = {}
        while ready:
            vertex = ready.popleft()
            order[vertex] = None
            for below in self.downstream_of(vertex):
                waiting[below] -= 1
                if waiting[below] == 0:
                    ready.append(below)
        return tuple(order) + tuple(vertex for vertex in self.vertices if vertex not in order)

    def first_below(self, starts: tuple[str, ...], passes: Callable[[str], bool]) -> Iterator[str]:
        """Walk down from `starts` through every vertex that `passes`; yield the first on each way that does not."""
        seen = set(starts)
        queue = deque(starts)
        while queue:
            for below in self.downstream_of(queue.popleft()):
                if below in seen:
                    continue
                seen.add(below)
                if passes(below):
                    queue.append(below)
                else:
                    yield below
