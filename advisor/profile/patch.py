"""Changes single values in a profile's text and leaves every other character as it is: comments, order, layout."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from advisor.errors import BadInput
from advisor.profile.document import KeyPath, split_path
from advisor.profile.yaml_text import parse_yaml, value_of, yaml_scalar

Scalar = str | int | float | bool
Pair = tuple[Node, Node]
# A dash at the front is the sign of a list in some places.
_SIMPLE = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./-]*( [A-Za-z0-9_./][A-Za-z0-9_./-]*)*")


@dataclass(frozen=True)
class Patch:
    """`path` is dotted: `operators.jdbc_sink.batch_size`; `current` is what the report saw."""

    path: str
    current: Scalar | None
    proposed: Scalar

    @property
    def keys(self) -> KeyPath:
        """Its keys from the root; Flink's and Kafka's own keys keep their dots."""
        return split_path(self.path)


def apply_patches(text: str, patches: list[Patch], file: str) -> str:
    """The profile's text with all patches in it; a key that the file leaves to its base is added.

    Raises BadInput when one cannot be placed without touching anything else.
    """
    for patch in patches:
        wanted = _with(_values(text, file), patch)
        try:
            changed = _apply(text, patch, file)
            placed = _same(_values(changed, file), wanted)
        except BadInput:
            placed = False
        if not placed:
            raise BadInput(f"{file}: {patch.path}: its place in the file is too unusual to change; set it by hand")
        text = changed
    return text


def _values(text: str, file: str) -> dict[str, Any]:
    root = parse_yaml(text, file)
    return value_of(root) if root else {}


def _with(values: dict[str, Any], patch: Patch) -> dict[str, Any]:
    """What the file must mean afterwards."""
    root = node = deepcopy(values)
    for key in patch.keys[:-1]:
        if not isinstance(node.get(key), dict):
            node[key] = {}
        node = node[key]
    node[patch.keys[-1]] = patch.proposed
    return root


def _same(one: Any, other: Any) -> bool:
    """Equal in type, too: 1 is neither 1.0 nor true."""
    return repr(_sorted(one)) == repr(_sorted(other))


def _sorted(value: Any) -> Any:
    return {key: _sorted(value[key]) for key in sorted(value)} if isinstance(value, dict) else value


def _apply(text: str, patch: Patch, file: str) -> str:
    node, keys = parse_yaml(text, file), patch.keys
    if node is None:
        return text + ("\n" if text and not text.endswith("\n") else "") + _block(0, keys, patch.proposed, "\n")
    while len(keys) > 1 and isinstance(child := _child(node, keys[0]), MappingNode):
        node, keys = child, keys[1:]
    found = next((pair for pair in node.value if pair[0].value == keys[0]), None)
    if found is None:
        return _insert(text, node, keys, patch.proposed)
    start, end = _span(text, found)
    space = " " if start == end else ""
    return text[:start] + space + _flow(keys[1:], patch.proposed) + text[end:]


def _child(node: MappingNode, key: str) -> Node | None:
    return next((value for name, value in node.value if name.value == key), None)


def _span(text: str, pair: Pair) -> tuple[int, int]:
    """Where a value's text begins and ends, without the blank lines that YAML counts to a block scalar."""
    key, value = pair
    start, end = value.start_mark.index, value.end_mark.index
    if start == end:  # `key:` alone; YAML places its value behind the comment
        start = end = text.find(":", key.end_mark.index) + 1
    return start, start + len(text[start:end].rstrip())


def _insert(text: str, node: MappingNode, keys: KeyPath, value: Scalar) -> str:
    """A key that the file leaves to what it extends: after the last one of its mapping."""
    if node.flow_style:
        at = _span(text, node.value[-1])[1] if node.value else node.start_mark.index + 1
        return text[:at] + (", " if node.value else "") + f"{keys[0]}: {_flow(keys[1:], value)}" + text[at:]
    line_end = re.compile(r"\r?$", re.MULTILINE).search(text, _span(text, _last_leaf(node))[1])
    at = line_end.start() if line_end else len(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    column = node.value[0][0].start_mark.column
    section = newline if column == 0 and len(keys) > 1 else ""
    return text[:at] + newline + section + _block(column, keys, value, newline).removesuffix(newline) + text[at:]


def _last_leaf(node: MappingNode) -> Pair:
    key, value = node.value[-1]
    while isinstance(value, MappingNode | SequenceNode) and not value.flow_style and value.value:
        key, value = value.value[-1] if isinstance(value, MappingNode) else (key, value.value[-1])
    return key, value


def _block(indent: int, keys: KeyPath, value: Scalar, newline: str) -> str:
    lines = [f"{' ' * (indent + 2 * depth)}{_key(key)}:" for depth, key in enumerate(keys)]
    return newline.join(lines) + f" {_scalar(value)}{newline}"


def _flow(keys: KeyPath, value: Scalar) -> str:
    text = _scalar(value)
    for key in reversed(keys):
        text = f"{{{_key(key)}: {text}}}"
    return text


def _key(key: str) -> str:
    return key if _SIMPLE.fullmatch(key) else yaml_scalar(key)


def _scalar(value: Scalar) -> str:
    """Plain where YAML reads it back as the same string, quoted else."""
    if isinstance(value, str) and _SIMPLE.fullmatch(value) and _values(f"v: {value}", "") == {"v": value}:
        return value
    return yaml_scalar(value)
