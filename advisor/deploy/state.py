"""Whether the state of a running job comes along into its next version: what Flink checks at the start, asked before
anything is stopped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.deploy.flink_jobs import Vertex
from advisor.deploy.planned import Plan, PlannedVertex, SavedState


@dataclass(frozen=True)
class Broken:
    """An operator whose maximal parallelism is another one: no savepoint of the former can be read by it."""

    operator: str
    former: int
    planned: int


@dataclass(frozen=True)
class StateFit:
    """Names of operators. `empty` are new ones, which start without state; `unchecked` says why nothing is known.

    Told operator by operator by the job's last checkpoint; else, `unread` says why, by vertices alone.
    """

    kept: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    broken: tuple[Broken, ...] = ()
    unread: str = ""
    unchecked: str = ""


def fit_state(running: Sequence[Vertex], plan: Plan, state_bytes: Mapping[str, int]) -> StateFit:
    """`state_bytes` of the running vertices, by id, in the last checkpoint; it decides where that cannot be read."""
    if plan.vertices is None:
        return StateFit(unchecked="the script builds its job where nobody can look into it before it is submitted")
    states = plan.states
    if states is None:
        states = tuple(SavedState(each.id, each.max_parallelism, bool(state_bytes.get(each.id, 1))) for each in running)
    names = dict(_names(running, plan.vertices, states))
    place = {operator: vertex for vertex in plan.vertices for operator in vertex.operators}
    stateful = [each for each in states if each.has_state]
    ids = {*(each.id for each in states), *(each.id for each in running)}
    return StateFit(
        kept=tuple(names[each.id] for each in stateful if each.id in place),
        lost=tuple(names[each.id] for each in stateful if each.id not in place),
        empty=tuple(names[each.id] for each in plan.vertices if ids.isdisjoint((each.id, *each.operators))),
        broken=tuple(_broken(states, place, names)),
        unread="" if plan.states is not None else plan.not_read or "it has no checkpoint with an address yet",
    )


def _broken(
    states: Sequence[SavedState], place: Mapping[str, PlannedVertex], names: Mapping[str, str]
) -> Iterator[Broken]:
    for state in states:
        vertex = place.get(state.id)
        # One that nobody has set takes over that of the savepoint.
        if vertex and vertex.max_parallelism > 0 and 0 < state.max_parallelism != vertex.max_parallelism:
            yield Broken(names[state.id], state.max_parallelism, vertex.max_parallelism)


def _names(
    running: Sequence[Vertex], planned: Sequence[PlannedVertex], states: Sequence[SavedState]
) -> Iterator[tuple[str, str]]:
    """Ids with a name for a person; the last one that is known of an id counts."""
    for state in states:
        yield state.id, state.name or f"an operator with the id {state.id}"
    heads = (*((each.id, each.name) for each in planned), *((each.id, each.name) for each in running))
    for vertex, name in heads:
        yield vertex, name.partition(" -> ")[0].removeprefix("Source: ")
