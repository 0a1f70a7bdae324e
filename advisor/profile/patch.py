"""Changes single values in a profile's text and leaves every other character as it is: comments, order, layout."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap

from advisor.errors import BadInput
from advisor.profile.document import parse_yaml

Scalar = str | int | float | bool
_SIMPLE = re.compile(r"[A-Za-z0-9_./-][A-Za-z0-9_./ -]*")


@dataclass(frozen=True)
class Patch:
    """`path` is dotted: `operators.jdbc_sink.batch_size`; `current` is what the report saw."""

    path: str
    current: Scalar | None
    proposed: Scalar

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.path.split("."))


def apply_patches(text: str, patches: list[Patch], file: str) -> str:
    """The profile's text with all patches in it. Raises BadInput when one cannot be placed."""
    for patch in patches:
        changed = _apply(text, patch, file)
        if _lookup(parse_yaml(changed, file), patch.keys) != patch.proposed:
            raise BadInput(f"{file}: {patch.path}: its place in the file is too unusual to change; set it by hand")
        text = changed
    return text


def _lookup(node: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        node = node.get(key) if isinstance(node, CommentedMap) else None
    return node


def _apply(text: str, patch: Patch, file: str) -> str:
    root = parse_yaml(text, file)
    node, depth = root, 0
    while depth < len(patch.keys) - 1 and isinstance(node.get(patch.keys[depth]), CommentedMap):
        node, depth = node[patch.keys[depth]], depth + 1
    key, rest = patch.keys[depth], patch.keys[depth + 1 :]
    lines = text.splitlines(keepends=True)
    if key in node and not rest:
        _replace(lines, node, key, patch.proposed)
    else:
        _insert(lines, node, key, rest, patch.proposed)
    return "".join(lines)


def _replace(lines: list[str], node: CommentedMap, key: str, value: Scalar) -> None:
    line, column = node.lc.value(key)
    before, after = lines[line][:column], lines[line][column:]
    quoted = re.match(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", after)
    ends = r"[^,}\n#]+?(?=\s*(?:[,}\n]|\s#|$))" if node.fa.flow_style() else r"[^\n]+?(?=\s*(?:\n|\s#|$))"
    token = quoted or re.match(ends, after)
    end = token.end() if token else 0
    lines[line] = before + _scalar(value) + after[end:]


def _insert(lines: list[str], node: CommentedMap, key: str, rest: tuple[str, ...], value: Scalar) -> None:
    """A key that the file leaves to what it extends: set beside the first key that the mapping has, or at the end."""
    if not node:
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        lines.append(_nested(0, (key, *rest), value))
        return
    line, column = node.lc.key(next(iter(node)))
    if node.fa.flow_style():
        inner = f"{key}: {_flow(rest, value)}, "
        lines[line] = lines[line][:column] + inner + lines[line][column:]
    else:
        lines.insert(line, _nested(column, (key, *rest), value))


def _nested(indent: int, keys: tuple[str, ...], value: Scalar) -> str:
    head = "".join(f"{' ' * (indent + 2 * depth)}{key}:\n" for depth, key in enumerate(keys[:-1]))
    return f"{head}{' ' * (indent + 2 * (len(keys) - 1))}{keys[-1]}: {_scalar(value)}\n"


def _flow(keys: tuple[str, ...], value: Scalar) -> str:
    text = _scalar(value)
    for key in reversed(keys):
        text = f"{{{key}: {text}}}"
    return text


def _scalar(value: Scalar) -> str:
    """Plain where YAML reads it back as the same string, quoted else."""
    if isinstance(value, str) and _SIMPLE.fullmatch(value) and parse_yaml(f"v: {value}", "").get("v") == value:
        return value
    return json.dumps(value)
