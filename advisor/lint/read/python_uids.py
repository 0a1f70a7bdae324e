"""PyFlink operators without a uid, as far as the text tells: chains of calls on a DataStream."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from advisor.lint.read.python_calls import chain, method, root
from advisor.lint.subjects import Setting
from advisor.profile.document import Place

# Calls that make an operator which keeps something: offsets, state, what a sink has still to commit.
_MAKERS = frozenset({"from_source", "add_source", "process", "reduce", "aggregate", "apply", "sink_to", "add_sink"})
_SOURCES = frozenset({"from_source", "add_source", "from_collection", "to_data_stream", "to_append_stream"})
_UIDS = frozenset({"uid", "set_uid_hash"})


def operators_without_uid(tree: ast.Module, file: str) -> Iterator[Setting]:
    """Only in programs that import PyFlink, and only where no uid can be set out of sight."""
    if not any(_imports_pyflink(node) for node in ast.walk(tree)):
        return
    elsewhere = _handed_on(tree)
    streams = _stream_parameters(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign | ast.Expr) or not isinstance(node.value, ast.Call):
            continue
        calls = chain(node.value)
        start = root(calls[0])
        if start not in streams and not any(name in _SOURCES for name, _ in map(_named, calls)):
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name):
            streams.add(target.id)
        may_follow = target is not None and (not isinstance(target, ast.Name) or target.id in elsewhere)
        for name, line in _unnamed(calls, may_follow):
            yield Setting(name, None, Place(file, line))


def _imports_pyflink(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(each.name.split(".")[0] == "pyflink" for each in node.names)
    return isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pyflink"


def _handed_on(tree: ast.Module) -> set[str]:
    """Names that a uid may be given to elsewhere: later on, in a function that gets them, by whoever gets them back."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _UIDS and isinstance(node.value, ast.Name):
            found.add(node.value.id)
        elif isinstance(node, ast.Call):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            found |= {each.id for each in given if isinstance(each, ast.Name)}
        elif isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            found |= {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
    return found


def _stream_parameters(tree: ast.Module) -> set[str]:
    """Parameters that are annotated as a stream."""
    return {
        each.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for each in node.args.args
        if each.annotation is not None
        and "Stream" in ast.unparse(each.annotation)
        and "Env" not in ast.unparse(each.annotation)
    }


def _named(call: ast.Call) -> tuple[str, int]:
    """The method's name, and the line that it stands in."""
    return method(call), call.func.end_lineno or call.lineno


def _unnamed(calls: list[ast.Call], may_follow: bool) -> Iterator[tuple[str, int]]:
    """Makers that no uid follows before the next one; the last one's may follow out of sight."""
    waiting: tuple[str, int] | None = None
    for name, line in map(_named, calls):
        if name in _UIDS:
            waiting = None
        elif name in _MAKERS:
            if waiting:
                yield waiting
            waiting = (name, line)
    if waiting and not may_follow:
        yield waiting
