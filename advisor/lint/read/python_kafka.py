"""The settings of confluent-kafka's clients in a program: `Consumer({...})`, `Producer(conf)`."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from advisor.lint.context import Context
from advisor.lint.subjects import KafkaClient, Role, Setting
from advisor.profile.document import Place

_PACKAGE = "confluent_kafka"
_CLIENTS: dict[str, Role] = {
    **dict.fromkeys(("Consumer", "DeserializingConsumer", "AvroConsumer", "AIOConsumer", "ShareConsumer"), "consumer"),
    **dict.fromkeys(("Producer", "SerializingProducer", "AvroProducer", "AIOProducer"), "producer"),
}
_DATABASES = frozenset(
    [
        "psycopg2",
        "psycopg",
        "asyncpg",
        "sqlalchemy",
        "pymysql",
        "MySQLdb",
        "mysql",
        "oracledb",
        "cx_Oracle",
        "pyodbc",
        "pymssql",
        "sqlite3",
        "clickhouse_driver",
        "clickhouse_connect",
        "duckdb",
    ]
)
_WRITES = re.compile(r"\b(insert\s+into|update\s+\S+\s+set|merge\s+into|copy\s+\S+)\b", re.IGNORECASE)
_WRITING_CALLS = frozenset(
    {"executemany", "execute_values", "execute_batch", "copy_expert", "bulk_write", "to_sql", "add_all"}
)
_CHANGES = ("update", "setdefault", "pop")
_LARGEST = 10**18


def kafka_clients(tree: ast.Module, file: str, context: Context) -> Iterator[KafkaClient]:
    """Every client whose settings stand in the program."""
    modules = _imported(tree)
    assigned = _assigned(tree)
    database = _writes_to_database(tree, modules) or None
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or (name := _client(node.func, modules)) is None:
            continue
        conf, complete = _conf(node, assigned)
        if conf is None:
            continue
        settings, whole = settings_in(conf, file)
        yield KafkaClient(
            settings=settings,
            client=context.client or "librdkafka",
            role=_CLIENTS[name],
            place=Place(file, node.lineno),
            complete=complete and whole,
            database=database,
            share=name == "ShareConsumer",
        )


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


def _client(func: ast.expr, modules: dict[str, str]) -> str | None:
    """The class of confluent-kafka that a call makes an object of; one that nothing imports counts, as in a snippet."""
    if isinstance(func, ast.Name):
        whole = modules.get(func.id, f"{_PACKAGE}.{func.id}")
    elif isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        whole = f"{modules.get(func.value.id, func.value.id)}.{func.attr}"
    else:
        return None
    name = whole.rpartition(".")[2]
    return name if whole.split(".")[0] == _PACKAGE and name in _CLIENTS else None


def _assigned(tree: ast.Module) -> dict[str, list[ast.expr | None]]:
    """Name -> all that is assigned to it; None for each way in which it may be changed otherwise."""
    found: dict[str, list[ast.expr | None]] = defaultdict(list)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found[target.id].append(node.value)
                elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                    found[target.value.id].append(None)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id].append(node.value)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _CHANGES:
            found[node.value.id].append(None)
    return found


def _conf(call: ast.Call, assigned: dict[str, list[ast.expr | None]]) -> tuple[ast.Dict | None, bool]:
    """The dictionary that a call is given, and whether nothing is added to it."""
    given = call.args[0] if call.args else None
    if isinstance(given, ast.Dict):
        return given, not call.keywords
    values = assigned.get(given.id, []) if isinstance(given, ast.Name) else []
    written = [each for each in values if each is not None]
    if len(written) == 1 and isinstance(written[0], ast.Dict):
        return written[0], len(values) == 1 and not call.keywords
    return None, False


def settings_in(conf: ast.Dict, file: str) -> tuple[dict[str, Setting], bool]:
    """Settings, and whether all keys could be read."""
    settings: dict[str, Setting] = {}
    whole = True
    for key, value in zip(conf.keys, conf.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            settings[key.value] = Setting(key.value, value_of(value), Place(file, key.lineno))
        else:
            whole = False
    return settings, whole


def value_of(node: ast.expr) -> Any:
    """A constant, or a product of some; None for what only running it would tell."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float | str):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = value_of(node.operand)
        return -inner if isinstance(inner, int | float) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        left, right = value_of(node.left), value_of(node.right)
        if isinstance(left, int | float) and isinstance(right, int | float) and abs(left) < _LARGEST > abs(right):
            return left * right
    return None


def _writes_to_database(tree: ast.Module, modules: dict[str, str]) -> bool:
    """Whether it imports a database's driver, and something in it writes."""
    if not any(whole.split(".")[0] in _DATABASES for whole in modules.values()):
        return False
    return any(
        (isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_WRITES.search(node.value)))
        or (isinstance(node, ast.Attribute) and node.attr in _WRITING_CALLS)
        or (isinstance(node, ast.Name) and node.id in _WRITING_CALLS)
        for node in ast.walk(tree)
    )
