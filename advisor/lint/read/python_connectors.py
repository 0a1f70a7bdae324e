"""The settings that a PyFlink program gives Kafka's connector: `KafkaSource.builder().set_property(...)`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from advisor.lint.read.python_calls import chain, method, root
from advisor.lint.read.python_scopes import Scope
from advisor.lint.read.python_settings import settings_of, value_of
from advisor.lint.subjects import KafkaClient, Role, Setting
from advisor.profile.document import Place

_SETTERS = ("set_property", "set_properties")
_BUILDERS: dict[str, Role] = {"KafkaSource": "consumer", "KafkaSink": "producer"}


def connectors(every: Iterable[tuple[ast.Call, Scope]], file: str) -> Iterator[KafkaClient]:
    """Every source and sink that is built in one expression; Flink runs Java's client."""
    for node, scope in every:
        if method(node) != "build":
            continue
        calls = chain(node)
        role = _BUILDERS.get(root(calls[0]) or "")
        if role is not None and method(calls[0]) == "builder":
            given = [_given(call, scope, file) for call in calls if method(call) in _SETTERS]
            settings = {key: each for some, _ in given for key, each in some.items()}
            complete = all(whole for _, whole in given)
            yield KafkaClient(settings, "java", role, Place(file, node.lineno), complete=complete, in_flink=True)


def _given(call: ast.Call, scope: Scope, file: str) -> tuple[dict[str, Setting], bool]:
    """What one call of the chain sets, and whether that is all of it."""
    arguments = call.args
    if len(arguments) == 1:
        return settings_of(arguments[0], scope, file) or ({}, False)
    if len(arguments) == 2:
        key = arguments[0]
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return {key.value: Setting(key.value, value_of(arguments[1]), Place(file, key.lineno))}, True
    return {}, False
