"""YAML text as nodes that know their place, values out of nodes, and values back into text that means the same."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from advisor.errors import BadInput

MAX_BYTES = 1_000_000
_TAG = "tag:yaml.org,2002:"
# Timestamps stay the text that was written: nobody here wants YAML's idea of a date.
_SCALAR_TAGS = {"str", "int", "float", "bool", "null", "timestamp", "merge"}
_LONGEST_NUMBER = 4000  # in digits: Python reads no longer ones
_SPECIAL_FLOATS = (".inf", ".nan")


def read_text(path: Path, what: str = "profile") -> str:
    """A file's text; `what` names it in complaints. Raises BadInput when it cannot be read."""
    return decoded(read_bytes(path, what), path)


def decoded(raw: bytes, path: Path) -> str:
    """What a file holds, as text. Raises BadInput when it is none."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: is no UTF-8 text (byte {error.start})") from error


def read_bytes(path: Path, what: str) -> bytes:
    """All of a file, whatever its encoding. Raises BadInput when it cannot be read, or is too large."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise BadInput(f"{path}: there is no such {what}") from error
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if len(raw) > MAX_BYTES:
        raise BadInput(f"{path}: is larger than {MAX_BYTES:,} bytes, which no {what} is")
    return raw


def parse_yaml(text: str, file: str, prepare: Callable[[Node | None], Node | None] | None = None) -> MappingNode | None:
    """The file's mapping, None when it is empty; `file` names it in complaints, `prepare` rewrites it first.

    Raises BadInput for what is no YAML mapping, and for what makes YAML surprising: keys that stand
    twice, aliases (which can also explode), tags, directives.
    """
    if directive := re.search(r"^%", text, re.MULTILINE):
        line = text.count("\n", 0, directive.start()) + 1
        raise BadInput(f"{file}:{line}: YAML directives (%) are not read here")
    try:
        # not the round-trip flavour: its scanner puts marks of its own into folded text
        root = YAML(typ="safe", pure=True).compose(text)
        root = prepare(root) if prepare else root
        _refuse_surprises(root, file, set())
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput(
            f"{file}:{line}: is no YAML: {', '.join(filter(None, (error.context, error.problem)))}"
        ) from error
    except RecursionError as error:
        raise BadInput(f"{file}: is nested too deeply") from error
    except (YAMLError, ValueError) as error:
        raise BadInput(f"{file}: is no YAML: {' '.join(str(error).split())[:120]}") from error
    if root is None or (isinstance(root, ScalarNode) and root.value == ""):
        return None
    if not isinstance(root, MappingNode):
        raise BadInput(f"{file}: must be a mapping of sections, is {_kind(root)}")
    return root


def shown(key: str) -> str:
    """A key as it stands in a sentence: a line break in it must not look like the next sentence."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in key)


def said(value: Any) -> str:
    """A value as it stands in a sentence: text in quotes, and YAML's `true`, not Python's `True`."""
    return str(value).lower() if isinstance(value, bool) else "(not set)" if value is None else repr(value)


def line_of(node: Node) -> int:
    """Counting from 1."""
    return int(node.start_mark.line) + 1


def value_of(node: Node) -> Any:
    """The plain Python value that a node spells."""
    if isinstance(node, MappingNode):
        return {key.value: value_of(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [value_of(each) for each in node.value]
    return _scalar_of(_tag(node), node.value)


def as_written(node: Node) -> Any:
    """The value, but a number that Python would write otherwise (1_000, 0x10, 1.50) as the text that stands there."""
    value = value_of(node)
    return node.value if type(value) in (int, float) and str(value) != node.value else value


def yaml_scalar(value: Any) -> str:
    """A value on one line of YAML that reads back as exactly this value, in YAML 1.1 and 1.2.

    JSON is nearly that. Three things differ: YAML joins no surrogates, has its own unprintable
    characters, and 1.1 takes `1e-07` for a text.
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{yaml_scalar(key)}: {yaml_scalar(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(yaml_scalar(each) for each in value) + "]"
    if isinstance(value, float):
        return re.sub(r"^(-?\d+)e", r"\1.0e", repr(value))
    return re.sub(r"[^ -~]", _escaped, json.dumps(value, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _tag(node: Node) -> str:
    return str(node.tag).removeprefix(_TAG)


def _scalar_of(tag: str, text: str) -> Any:
    if tag == "int":
        return int(text, 0 if re.match(r"[+-]?0[xo]", text) else 10)
    if tag == "float" and not text.lower().endswith(_SPECIAL_FLOATS):
        number = float(text)
        return number if math.isfinite(number) else text
    if tag == "bool":
        return text.lower() == "true"
    return None if tag == "null" else text


def _refuse_surprises(node: Node | None, file: str, seen: set[int], path: tuple[str, ...] = ()) -> None:
    if node is None:
        return
    if id(node) in seen:
        raise BadInput(f"{file}:{line_of(node)}: has a YAML alias; write the value out, or share it with `extends`")
    seen.add(id(node))
    usual = {"map"} if isinstance(node, MappingNode) else {"seq"} if isinstance(node, SequenceNode) else _SCALAR_TAGS
    if (tag := _tag(node)) not in usual:
        raise BadInput(f"{file}:{line_of(node)}: YAML tags are not read here ({tag if tag[0] == '!' else '!!' + tag})")
    if isinstance(node, ScalarNode):
        if tag == "int" and len(node.value) > _LONGEST_NUMBER:
            raise BadInput(
                f"{file}:{line_of(node)}: a number of {len(node.value):,} digits; put it in quotes if it is text"
            )
        _scalar_of(tag, node.value)  # `!!int x` is no number
        return
    if isinstance(node, MappingNode):
        _refuse_keys(node, file, path)
        for key, child in node.value:
            _refuse_surprises(child, file, seen, (*path, key.value))
        return
    for child in node.value:
        _refuse_surprises(child, file, seen, path)


def _refuse_keys(node: MappingNode, file: str, path: tuple[str, ...]) -> None:
    lines: dict[str, int] = {}
    for key, _ in node.value:
        if not isinstance(key, ScalarNode):
            raise BadInput(f"{file}:{line_of(key)}: a key must be text, is {_kind(key)}")
        if key.value in lines:
            name = shown(".".join((*path, key.value)))
            raise BadInput(f"{file}:{line_of(key)}: {name}: stands twice, first in line {lines[key.value]}")
        lines[key.value] = line_of(key)


def _kind(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    return "a list" if isinstance(node, SequenceNode) else "a single value"
