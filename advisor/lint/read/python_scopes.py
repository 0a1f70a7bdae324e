"""What each name of a program stands for, and where: module, classes, functions."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

_CHANGES = ("update", "setdefault", "pop", "clear")
_SELF = ("self", "cls")


@dataclass(frozen=True, eq=False)
class Scope:
    """All that is assigned to each name here; None for what only running it would tell. `returns` are a function's."""

    kind: Literal["module", "class", "function"]
    above: Scope | None = None
    names: dict[str, list[ast.expr | Scope | None]] = field(default_factory=lambda: defaultdict(list))
    returns: list[ast.expr] = field(default_factory=list)

    def owner(self, name: str) -> Scope | None:
        """The scope that a name used here belongs to; what a class binds is not seen from its methods."""
        found: Scope | None = self
        while found is not None and (name not in found.names or (found.kind == "class" and found is not self)):
            found = found.above
        return found

    def binding(self, expression: ast.expr) -> Binding | None:
        """Where a name, `self.name` or `Class.name` that is read here is kept."""
        if isinstance(expression, ast.Name):
            owner = self.owner(expression.id)
            return (owner, expression.id) if owner else None
        if not isinstance(expression, ast.Attribute) or not isinstance(expression.value, ast.Name):
            return None
        if expression.value.id in _SELF:
            mine: Scope | None = self
            while mine is not None and mine.kind != "class":
                mine = mine.above
            return (mine, expression.attr) if mine else None
        bound = self.assigned(expression.value)
        only = bound[0] if len(bound) == 1 else None
        return (only, expression.attr) if isinstance(only, Scope) and only.kind == "class" else None

    def assigned(self, expression: ast.expr) -> list[ast.expr | Scope | None]:
        """All that it may stand for here."""
        at = self.binding(expression)
        return at[0].names.get(at[1], []) if at else []


Binding = tuple[Scope, str]
Walk = list[tuple[ast.AST, Scope]]


def walk_scopes(tree: ast.Module) -> Walk:
    """Every part of a program in the order of its text, and the scope that it stands in."""
    found: Walk = []
    changed: list[tuple[ast.expr, Scope]] = []
    waiting: Walk = [(tree, Scope("module"))]
    while waiting:
        node, scope = waiting.pop()
        found.append((node, scope))
        for target, value in _assignments(node):
            _assign(target, value, scope, changed)
        if (change := _change(node)) is not None:
            changed.append((change, scope))
        if isinstance(node, ast.Return) and node.value is not None:
            scope.returns.append(node.value)
        inner = _inner(node, scope)
        waiting += [(child, inner) for child in reversed(list(ast.iter_child_nodes(node)))]
    for expression, scope in changed:
        if at := scope.binding(expression):
            at[0].names[at[1]].append(None)
    return found


def imports(walk: Walk, package: str) -> bool:
    """Whether a program imports it, or something out of it."""
    names: list[str] = []
    for node, _ in walk:
        if isinstance(node, ast.Import):
            names += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return any(name.split(".")[0] == package for name in names)


def _inner(node: ast.AST, scope: Scope) -> Scope:
    """The scope of what stands inside; a class or function is bound in the one that it stands in."""
    if isinstance(node, ast.ClassDef):
        inner = Scope("class", scope)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        inner = Scope("function", scope)
    else:
        return scope
    if not isinstance(node, ast.Lambda):
        scope.names[node.name].append(inner)
    return inner


def _assignments(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Target and value."""
    if isinstance(node, ast.Assign):
        yield from ((target, node.value) for target in node.targets)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
        if node.value is not None:
            yield node.target, node.value
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield node.target, None
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars, node.context_expr
    elif isinstance(node, ast.arg):
        yield ast.Name(node.arg), None


def _change(node: ast.AST) -> ast.expr | None:
    """What is changed in place, or from afar."""
    if isinstance(node, ast.AugAssign):
        return node.target
    if isinstance(node, ast.Attribute) and node.attr in _CHANGES:
        return node.value
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        return node.value
    return None


def _assign(target: ast.expr, value: ast.expr | None, scope: Scope, changed: list[tuple[ast.expr, Scope]]) -> None:
    if isinstance(target, ast.Name):
        scope.names[target.id].append(value)
    elif isinstance(target, ast.Attribute) and (at := scope.binding(target)):
        at[0].names[at[1]].append(value)
    elif isinstance(target, ast.Attribute):
        changed.append((target, scope))
    elif isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            _assign(each, None, scope, changed)
    elif isinstance(target, ast.Starred):
        _assign(target.value, None, scope, changed)
