"""Flink's keys that a PyFlink program sets: `Configuration().set_string(...)`, `get_config().set(...)`, checkpoints."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.known.flink import LAST_OF_1, NEWEST
from advisor.lint.read.flink import flink_subjects
from advisor.lint.read.python_calls import called, method
from advisor.lint.read.python_scopes import Scope, Walk, imports
from advisor.lint.read.python_settings import value_of
from advisor.lint.subjects import Setting, Subject
from advisor.profile.document import Place

_NAME = "program"
_SETTERS = frozenset({"set_string", "set_integer", "set_boolean", "set_float"})
_CONFIGS = frozenset({"Configuration", "get_config"})
_INTERVAL = "execution.checkpointing.interval"
_CHECKPOINTS = {
    "enable_checkpointing": _INTERVAL,
    "set_checkpoint_interval": _INTERVAL,
    "set_checkpoint_timeout": "execution.checkpointing.timeout",
}
# A program is run by a JVM that is there already.
_OF_JVMS = "env.java."


def flink_settings(walk: Walk, file: str, context: Context) -> Iterator[Subject]:
    """Function by function: what is set in one may be of another job."""
    if not imports(walk, "pyflink"):
        return
    found: dict[Scope, dict[str, Setting]] = defaultdict(dict)
    for node, scope in walk:
        setting = _setting(node, scope, file) if isinstance(node, ast.Call) else None
        if setting is not None and not setting.key.startswith(_OF_JVMS):
            twice = setting.key in found[scope]  # which of the two holds, only running it would tell
            found[scope][setting.key] = Setting(setting.key, None, setting.place) if twice else setting
    versions = (context.flink,) if context.flink else (LAST_OF_1, NEWEST)
    for settings in found.values():
        yield from flink_subjects(settings, _NAME, min(each.place for each in settings.values()), versions, context)


def _setting(call: ast.Call, scope: Scope, file: str) -> Setting | None:
    name, arguments = method(call), call.args
    if name in _CHECKPOINTS and arguments:
        return Setting(_CHECKPOINTS[name], value_of(arguments[0]), Place(file, arguments[0].lineno))
    if len(arguments) != 2 or not (name in _SETTERS or (name == "set" and _is_config(call.func, scope))):
        return None
    key = arguments[0]
    if not isinstance(key, ast.Constant) or not isinstance(key.value, str) or "." not in key.value:
        return None
    return Setting(key.value, value_of(arguments[1]), Place(file, key.lineno))


def _is_config(func: ast.expr, scope: Scope) -> bool:
    """Whether what `set` is called on is a configuration of Flink's, or was one when its name was given."""
    on = func.value if isinstance(func, ast.Attribute) else func
    return any(isinstance(each, ast.Call) and called(each) in _CONFIGS for each in (on, *scope.assigned(on)))
