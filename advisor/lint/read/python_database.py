"""Whether a program writes to a database, as far as its text tells: its driver, and a statement or call that writes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from advisor.lint.read.python_calls import called
from advisor.lint.read.python_scopes import Scope

_SQL = frozenset(
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
        "cassandra",
    ]
)
# Not Redis, which is a cache more often than not.
_DOCUMENTS = frozenset(["pymongo", "motor", "elasticsearch", "opensearchpy"])
# At the start of a statement, and with what follows it there: "could not copy %s" is none.
_WRITES = re.compile(
    r"(?:^|[;)])\s*(?:"
    r"(?:insert|replace|upsert)\s+(?:ignore\s+|or\s+\w+\s+)?into\s+(?:$|\S+\s*(?:$|\(|(?:values|select|set|as|default)\b))"
    r"|update\s+\S+\s+set\s+(?:$|\S+\s*=)"
    r"|delete\s+from\s+\S+\s*(?:$|where\b)"
    r"|merge\s+into\s+\S+"
    r"|copy\s+\S+\s*(?:\([^)]*\)\s*)?from\s+(?:stdin|program|'|%s)"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
_SQL_CALLS = frozenset(
    [
        "executemany",
        "execute_values",
        "execute_batch",
        "copy_expert",
        "copy_from",
        "copy_records_to_table",
        "to_sql",
        "add_all",
        "bulk_save_objects",
        "bulk_insert_mappings",
    ]
)
_DOCUMENT_CALLS = frozenset(
    [
        "insert_one",
        "insert_many",
        "update_one",
        "update_many",
        "replace_one",
        "bulk_write",
        "streaming_bulk",
        "parallel_bulk",
        "bulk",
    ]
)
_SQLALCHEMY = "sqlalchemy"


def writes_to_database(tree: ast.Module, every: Sequence[tuple[ast.Call, Scope]], modules: dict[str, str]) -> bool:
    """`modules`: what each name was imported from."""
    packages = {whole.split(".")[0] for whole in modules.values()}
    sql, documents = bool(packages & _SQL), bool(packages & _DOCUMENTS)
    if not sql and not documents:
        return False
    calls = (_SQL_CALLS if sql else frozenset()) | (_DOCUMENT_CALLS if documents else frozenset())
    if any(called(call) in calls for call, _ in every):
        return True
    if sql and any(_WRITES.search(text) for text in _texts(tree)):
        return True
    return _SQLALCHEMY in packages and any(_adds_to_session(call, scope, modules) for call, scope in every)


def _texts(tree: ast.Module) -> Iterator[str]:
    """All but docstrings."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def _adds_to_session(call: ast.Call, scope: Scope, modules: dict[str, str]) -> bool:
    """SQLAlchemy's `session.add(order)`, `insert(Order)`, `orders.insert().values(...)`."""
    func, name = call.func, called(call)
    if isinstance(func, ast.Name):
        imported = modules.get(func.id, "")
        return imported.startswith(_SQLALCHEMY) and imported.rpartition(".")[2] in ("insert", "update", "delete")
    if not isinstance(func, ast.Attribute):
        return False
    if name == "values":
        return isinstance(func.value, ast.Call) and called(func.value) in ("insert", "update")
    # `add` is a method of sets as well, which take anything; a session takes what was just made.
    return name in ("add", "merge") and len(call.args) == 1 and _is_session(func.value, scope)


def _is_session(node: ast.expr, scope: Scope) -> bool:
    """By its name, or by what it is made of."""
    made = [each for each in scope.assigned(node) if isinstance(each, ast.expr)]
    words = [getattr(each, "id", getattr(each, "attr", "")) for part in (node, *made) for each in ast.walk(part)]
    return any("session" in word.lower() for word in words)
