"""A dictionary of settings in a program, read and not run: written out, put together, named, returned by a function."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from advisor.lint.read.python_calls import called
from advisor.lint.read.python_scopes import Scope
from advisor.lint.subjects import Setting
from advisor.profile.document import Place

Settings = dict[str, Setting]
Parts = list[tuple[ast.expr | None, ast.expr]]
_LARGEST = 10**18
_MOST_BITS = 60
_DEEPEST = 20
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Mult: operator.mul,
    ast.Add: operator.add,
    ast.Sub: operator.sub,
}
_POWERS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {ast.Pow: operator.pow, ast.LShift: operator.lshift}


def settings_of(node: ast.expr, scope: Scope, file: str, deep: int = _DEEPEST) -> tuple[Settings, bool] | None:
    """Settings, and whether these are all; None where nothing of it can be read."""
    if deep == 0:
        return None
    if isinstance(node, ast.Dict):
        return _merged(list(zip(node.keys, node.values, strict=True)), scope, file, deep)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _readable([(None, node.left), (None, node.right)], scope, file, deep)
    if isinstance(node, ast.Name | ast.Attribute):
        at, bound = scope.binding(node), scope.assigned(node)
        written = [each for each in bound if each is not None]
        if at is None or len(written) != 1 or isinstance(written[0], Scope):
            return None
        # What a class keeps was made in one of its methods, whose names are not the class's.
        there = scope if at[0].kind == "class" else at[0]
        found = settings_of(written[0], there, file, deep - 1)
        return None if found is None else (found[0], found[1] and len(bound) == 1)
    return _called(node, scope, file, deep) if isinstance(node, ast.Call) else None


def _called(call: ast.Call, scope: Scope, file: str, deep: int) -> tuple[Settings, bool] | None:
    """`dict(...)`, `conf.copy()`, `copy(conf)`, or a function of the program with one `return`."""
    name = called(call)
    if name == "dict" and isinstance(call.func, ast.Name) and len(call.args) <= 1:
        parts: Parts = [(None, each) for each in call.args]
        for keyword in call.keywords:
            key = ast.Constant(keyword.arg, lineno=keyword.lineno) if keyword.arg else None
            parts.append((key, keyword.value))
        return _readable(parts, scope, file, deep)
    if name == "copy" and isinstance(call.func, ast.Attribute) and not call.args:
        return settings_of(call.func.value, scope, file, deep - 1)
    if name in ("copy", "deepcopy") and len(call.args) == 1:
        return settings_of(call.args[0], scope, file, deep - 1)
    bound = scope.assigned(call.func)
    made = bound[0] if len(bound) == 1 else None
    if isinstance(made, Scope) and made.kind == "function" and len(made.returns) == 1:
        return settings_of(made.returns[0], made, file, deep - 1)
    return None


def _readable(parts: Parts, scope: Scope, file: str, deep: int) -> tuple[Settings, bool] | None:
    """Of parts that are put together; None where none of them can be read."""
    settings, whole = _merged(parts, scope, file, deep)
    return (settings, whole) if settings or whole else None


def _merged(parts: Parts, scope: Scope, file: str, deep: int) -> tuple[Settings, bool]:
    """Key and value each, or None and what is unpacked there; later ones win."""
    settings: Settings = {}
    whole = True
    for key, value in parts:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            settings[key.value] = Setting(key.value, value_of(value), Place(file, key.lineno))
            continue
        below = settings_of(value, scope, file, deep - 1) if key is None else None
        settings |= below[0] if below else {}
        whole = whole and below is not None and below[1]
    return settings, whole


def value_of(node: ast.expr) -> Any:
    """A constant, or what arithmetic makes of some; None for what only running it would tell."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float | str):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = value_of(node.operand)
        return -inner if isinstance(inner, int | float) else None
    if not isinstance(node, ast.BinOp):
        return None
    left, right = value_of(node.left), value_of(node.right)
    if (
        not isinstance(left, int | float)
        or not isinstance(right, int | float)
        or max(abs(left), abs(right)) >= _LARGEST
    ):
        return None
    if isinstance(left, int) and isinstance(right, int) and 0 <= right <= _MOST_BITS and type(node.op) in _POWERS:
        return _POWERS[type(node.op)](left, right)
    return _ARITHMETIC[type(node.op)](left, right) if type(node.op) in _ARITHMETIC else None
