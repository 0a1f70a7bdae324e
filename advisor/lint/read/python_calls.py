"""Chains of calls, `a.b().c().d()`, in a program's text."""

from __future__ import annotations

import ast


def chain(call: ast.Call) -> list[ast.Call]:
    """The calls, first to last."""
    calls = [call]
    while isinstance(calls[-1].func, ast.Attribute) and isinstance(calls[-1].func.value, ast.Call):
        calls.append(calls[-1].func.value)
    return calls[::-1]


def method(call: ast.Call) -> str:
    """The name of what is called on something; empty for a plain function."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def called(call: ast.Call) -> str:
    """The last name of a method or function that is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def root(first: ast.Call) -> str | None:
    """The name that a chain starts from."""
    func = first.func
    return func.value.id if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) else None
