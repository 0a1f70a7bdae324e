"""The settings of confluent-kafka's clients in a program: `Consumer({...})`, `Producer(conf)`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from advisor.lint.context import Context
from advisor.lint.read.python_database import writes_to_database
from advisor.lint.read.python_scopes import Scope
from advisor.lint.read.python_settings import settings_of
from advisor.lint.subjects import KafkaClient, Role, Setting
from advisor.profile.document import Place

_PACKAGE = "confluent_kafka"
_CLIENTS: dict[str, Role] = {
    **dict.fromkeys(("Consumer", "DeserializingConsumer", "AvroConsumer", "AIOConsumer", "ShareConsumer"), "consumer"),
    **dict.fromkeys(("Producer", "SerializingProducer", "AvroProducer", "AIOProducer"), "producer"),
}


def kafka_clients(
    tree: ast.Module, calls: Sequence[tuple[ast.Call, Scope]], file: str, context: Context
) -> tuple[list[KafkaClient], list[Setting]]:
    """Every client whose settings stand in the program, and the classes of those whose do not."""
    modules = _imported(tree)
    database = writes_to_database(tree, calls, modules) or None
    clients, unread = [], []
    for call, scope in calls:
        name = _client(call.func, modules, scope)
        given, alone = _given(call)
        if name is None or given is None:
            continue
        conf = settings_of(given, scope, file)
        if conf is None:
            unread.append(Setting(name, None, Place(file, call.lineno)))
            continue
        settings, whole = conf
        client = KafkaClient(
            settings=settings,
            client=context.client or "librdkafka",
            role=_CLIENTS[name],
            place=Place(file, call.lineno),
            complete=whole and alone,
            database=database,
            share=name == "ShareConsumer",
        )
        clients.append(client)
    return clients, unread


def _given(call: ast.Call) -> tuple[ast.expr | None, bool]:
    """What a client is made of, `Consumer(conf)` or `Consumer(**conf)`, and whether it is given nothing else."""
    if call.args:
        return call.args[0], not call.keywords
    unpacked = [each.value for each in call.keywords if each.arg is None]
    return next(iter(unpacked or [each.value for each in call.keywords]), None), len(call.keywords) == len(
        unpacked
    ) == 1


def _imported(tree: ast.Module) -> dict[str, str]:
    """Name in the program -> what it was imported from, whole."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                found[each.asname or each.name.split(".")[0]] = each.name
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                found[each.asname or each.name] = f"{node.module or ''}.{each.name}"
    return found


def _client(func: ast.expr, modules: dict[str, str], scope: Scope) -> str | None:
    """The class of confluent-kafka that a call makes an object of."""
    if isinstance(func, ast.Name):
        whole = _whole(func, modules, scope)
    elif isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        whole = f"{modules.get(func.value.id, func.value.id)}.{func.attr}"
    else:
        return None
    name = whole.rpartition(".")[2]
    return name if whole.split(".")[0] == _PACKAGE and name in _CLIENTS else None


def _whole(name: ast.Name, modules: dict[str, str], scope: Scope) -> str:
    """Where a name comes from; one that nothing imports is confluent-kafka's in a snippet that imports nothing."""
    bound = scope.assigned(name)
    if any(isinstance(each, Scope) for each in bound):
        return ""
    snippet = not bound and (not modules or modules.get("*", "").split(".")[0] == _PACKAGE)
    return modules.get(name.id, f"{_PACKAGE}.{name.id}" if snippet else "")
