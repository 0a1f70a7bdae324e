"""The job graph by its edges. The order in which Flink lists vertices says nothing about who feeds whom."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property


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

    @cached_property
    def _above(self) -> dict[str, tuple[str, ...]]:
        found = defaultdict(list)
        for edge in self.edges:
            found[edge.downstream].append(edge.upstream)
        return {vertex: tuple(above) for vertex, above in found.items()}

    @cached_property
    def _below(self) -> dict[str, tuple[str, ...]]:
        found = defaultdict(list)
        for edge in self.edges:
            found[edge.upstream].append(edge.downstream)
        return {vertex: tuple(below) for vertex, below in found.items()}

    def upstream_of(self, vertex: str) -> tuple[str, ...]:
        """The vertices that feed this one."""
        return self._above.get(vertex, ())

    def downstream_of(self, vertex: str) -> tuple[str, ...]:
        """The vertices that this one feeds."""
        return self._below.get(vertex, ())

    def sources(self) -> tuple[str, ...]:
        """Vertices that nothing feeds."""
        return tuple(vertex for vertex in self.vertices if not self.upstream_of(vertex))

    def below(self, vertex: str) -> frozenset[str]:
        """This vertex and all that its records reach."""
        seen = {vertex}
        queue = deque((vertex,))
        while queue:
            for each in self.downstream_of(queue.popleft()):
                if each not in seen:
                    seen.add(each)
                    queue.append(each)
        return frozenset(seen)

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
