"""PyFlink operators without a uid, as far as the text tells: chains of calls on a DataStream."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from advisor.lint.read.python_calls import called, chain, method
from advisor.lint.read.python_scopes import Binding, Scope, Walk, imports
from advisor.lint.subjects import Setting
from advisor.profile.document import Place

# Calls that make an operator which keeps something: offsets, state, what a sink has still to commit.
_MAKERS = frozenset({"from_source", "add_source", "process", "reduce", "aggregate", "apply", "sink_to", "add_sink"})
_KEYED_MAKERS = frozenset({"sum", "min", "max", "min_by", "max_by"})
# Those that keep something if their function does.
_PLAIN = frozenset({"map", "flat_map", "filter"})
_STATE = frozenset({"get_state", "get_list_state", "get_map_state", "get_reducing_state", "get_aggregating_state"})
_WAITS = frozenset({"unordered_wait", "ordered_wait", "unordered_wait_with_retry", "ordered_wait_with_retry"})
_SOURCES = _WAITS | {"from_source", "add_source", "from_collection", "to_data_stream", "to_append_stream"}
# What takes a stream gives it no uid, and what these give is no stream.
_TAKERS = _WAITS | {"connect", "union", "join", "co_group"}
_ENDS = frozenset({"execute_and_collect", "get_execution_environment", "get_type", "get_name"})
_UIDS = frozenset({"uid", "set_uid_hash"})


def operators_without_uid(walk: Walk, file: str) -> Iterator[Setting]:
    """Only in programs that import PyFlink, and only where no uid can be set out of sight."""
    if not imports(walk, "pyflink"):
        return
    elsewhere, streams = set(_handed_on(walk)), _streams(walk)
    stateful = {node.name for node, _ in walk if isinstance(node, ast.ClassDef) and _keeps_state(node)}
    for node, scope in walk:
        if not isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr) or not isinstance(node.value, ast.Call):
            continue
        if not _is_stream(node.value, scope, streams):
            continue
        target = None if isinstance(node, ast.Expr) else _target(node)
        plain = isinstance(target, ast.Name)
        may_follow = target is not None and (not plain or scope.binding(target) in elsewhere)
        for name, line in _unnamed(chain(node.value), may_follow, stateful):
            yield Setting(name, None, Place(file, line))


def _handed_on(walk: Walk) -> Iterator[Binding]:
    """Names that a uid may be given to elsewhere: later on, in a function or list that gets them, by a caller."""
    for node, scope in walk:
        given: list[ast.expr] = []
        if isinstance(node, ast.Attribute) and node.attr in _UIDS:
            given = [node.value]
        elif isinstance(node, ast.Call) and called(node) not in _TAKERS:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            given = node.elts
        elif isinstance(node, ast.Dict):
            given = node.values
        elif isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            given = [each for each in ast.walk(node.value) if isinstance(each, ast.Name)]
        for each in given:
            if at := scope.binding(each):
                yield at


def _streams(walk: Walk) -> set[Binding]:
    """What only streams are assigned to, and parameters that are annotated as one."""
    found: set[Binding] = set()
    given: list[tuple[Binding, ast.expr, Scope]] = []
    for node, scope in walk:
        if isinstance(node, ast.arg) and node.annotation is not None and _means_stream(node.annotation):
            found.add((scope, node.arg))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            at = scope.binding(_target(node))
            given += [(at, node.value, scope)] if at else []
    known = -1
    while known != len(found):  # a name may be used above the line that it is assigned in
        known = len(found)
        found |= {at for at, value, scope in given if _is_stream(value, scope, found)}
    return found - {at for at, value, scope in given if not _is_stream(value, scope, found)}


def _target(node: ast.Assign | ast.AnnAssign) -> ast.expr:
    return node.target if isinstance(node, ast.AnnAssign) else node.targets[0]


def _means_stream(annotation: ast.expr) -> bool:
    text = ast.unparse(annotation)
    return "Stream" in text and "Env" not in text


def _is_stream(value: ast.expr, scope: Scope, streams: set[Binding]) -> bool:
    calls = chain(value) if isinstance(value, ast.Call) else []
    if any(method(call) in _ENDS for call in calls):
        return False
    func = calls[0].func if calls else None
    start = func.value if isinstance(func, ast.Attribute) else value
    return any(method(call) in _SOURCES for call in calls) or scope.binding(start) in streams


def _keeps_state(function: ast.ClassDef) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr in _STATE for node in ast.walk(function))


def _unnamed(calls: Sequence[ast.Call], may_follow: bool, stateful: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Makers that no uid follows before the next one; the last one's may follow out of sight."""
    waiting: tuple[str, int] | None = None
    for call in calls:
        name = method(call)
        keeps = name in _PLAIN and any(isinstance(each, ast.Call) and called(each) in stateful for each in call.args)
        if name in _UIDS:
            waiting = None
        elif keeps or name in _MAKERS or name in _KEYED_MAKERS:
            if waiting:
                yield waiting
            waiting = (name, call.func.end_lineno or call.lineno)
    if waiting and not may_follow:
        yield waiting
