"""Where the boxes and arrows of a job graph go: layers from left to right, for any graph without cycles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from advisor.report.report import Operator, Report

BOX_WIDTH, BOX_HEIGHT = 216, 106
GAP_X, GAP_Y = 72, 26
MARGIN = 16


@dataclass(frozen=True)
class Box:
    """An operator with its upper left corner, in pixels."""

    operator: Operator
    x: int
    y: int


@dataclass(frozen=True)
class Arrow:
    """The way of records: an SVG path, the place of its label, and Flink's ship strategy."""

    path: str
    label_x: int
    label_y: int
    ship_strategy: str


@dataclass(frozen=True)
class Graph:
    """All of it; width and height in pixels."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int


def lay_out(report: Report) -> Graph:
    """Each operator one layer right of the last that feeds it; rows close to those above in the flow."""
    layers = _layers(report)
    rows = _rows(report, layers)
    places = {
        vertex: (MARGIN + layer * (BOX_WIDTH + GAP_X), MARGIN + rows[vertex] * (BOX_HEIGHT + GAP_Y))
        for vertex, layer in layers.items()
    }
    boxes = tuple(Box(each, *places[each.vertex]) for each in report.operators)
    arrows = tuple(
        _arrow(places[edge.upstream], places[edge.downstream], edge.ship_strategy)
        for edge in report.edges
        if edge.upstream in places and edge.downstream in places
    )
    width = max((x for x, _ in places.values()), default=0) + BOX_WIDTH + MARGIN
    height = max((y for _, y in places.values()), default=0) + BOX_HEIGHT + MARGIN
    return Graph(boxes, arrows, width, height)


def _above(report: Report) -> dict[str, list[str]]:
    known = {each.vertex for each in report.operators}
    above: dict[str, list[str]] = defaultdict(list)
    for edge in report.edges:
        if edge.upstream in known:
            above[edge.downstream].append(edge.upstream)
    return above


def _layers(report: Report) -> dict[str, int]:
    """The length of the longest way from a source. Reports list operators in the order of the flow."""
    above = _above(report)
    layers: dict[str, int] = {}
    for each in report.operators:
        layers[each.vertex] = max((layers.get(up, 0) + 1 for up in above[each.vertex]), default=0)
    return layers


def _rows(report: Report, layers: Mapping[str, int]) -> dict[str, int]:
    """The first free row of a layer at or below the row of what feeds the operator."""
    above = _above(report)
    taken: dict[int, set[int]] = defaultdict(set)
    rows: dict[str, int] = {}
    for each in report.operators:
        layer = layers[each.vertex]
        feeding = [rows[up] for up in above[each.vertex] if up in rows]
        row = min(feeding) if feeding else len(taken[0])
        while row in taken[layer]:
            row += 1
        taken[layer].add(row)
        rows[each.vertex] = row
    return rows


def _arrow(start: tuple[int, int], end: tuple[int, int], ship_strategy: str) -> Arrow:
    x1, y1 = start[0] + BOX_WIDTH, start[1] + BOX_HEIGHT // 2
    x2, y2 = end[0] - 6, end[1] + BOX_HEIGHT // 2
    bend = max(GAP_X // 2, (x2 - x1) // 2)
    path = f"M{x1},{y1} C{x1 + bend},{y1} {x2 - bend},{y2} {x2},{y2}"
    return Arrow(path, (x1 + x2) // 2, (y1 + y2) // 2 - 7, ship_strategy)
