"""A Python program, read and not run: Kafka clients and connectors that it makes, PyFlink operators without a uid,
and Flink's keys that it sets.
"""

from __future__ import annotations

import ast
import warnings

from advisor.errors import BadInput
from advisor.lint.context import Context
from advisor.lint.read.python_connectors import connectors
from advisor.lint.read.python_flink import flink_settings
from advisor.lint.read.python_kafka import kafka_clients
from advisor.lint.read.python_scopes import walk_scopes
from advisor.lint.read.python_uids import operators_without_uid
from advisor.lint.subjects import Program, Subject


def read_python(text: str, file: str, context: Context) -> list[Subject]:
    """Nothing, for a program that uses neither. Raises BadInput for what is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an escape that Python dislikes is not for us to tell
            tree = ast.parse(text)
        walk = walk_scopes(tree)
        calls = [(node, scope) for node, scope in walk if isinstance(node, ast.Call)]
        clients, unread = kafka_clients(tree, calls, file, context)
        program = Program(tuple(operators_without_uid(walk, file)), tuple(unread))
        return [*clients, *connectors(calls, file), *flink_settings(walk, file, context), program]
    except SyntaxError as error:
        raise BadInput(f"{file}:{error.lineno or 1}: is no Python: {error.msg}") from error
    except (RecursionError, MemoryError) as error:
        raise BadInput(f"{file}: is nested too deeply for a program") from error
    except ValueError as error:
        raise BadInput(f"{file}: is no Python: {error}") from error
