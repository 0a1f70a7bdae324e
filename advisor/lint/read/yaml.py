"""YAML (and JSON, which is YAML but for its tabs) as settings with dotted keys, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from advisor.errors import BadInput
from advisor.lint.read.yaml_shared import written_out
from advisor.lint.subjects import Setting
from advisor.profile import yaml_text
from advisor.profile.document import Place
from advisor.profile.yaml_text import line_of, value_of

_SEPARATOR = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_VARIABLE = re.compile(r"\$\{[^}]*\}|\$\(\w+\)")
_MOST_DOCUMENTS = 500
_MOST_NODES = 10_000


def parse_yaml(text: str, file: str) -> MappingNode | None:
    """One document, with what it shares written out; None when it is empty. Raises BadInput."""
    most = _MOST_NODES + len(text)
    return yaml_text.parse_yaml(text, file, lambda root: written_out(root, file, most))


def parse_json(text: str, file: str) -> MappingNode | None:
    """Through YAML, which tells lines and keys that stand twice. Raises BadInput."""
    return parse_yaml(text.replace("\t", " "), file)


def parse_documents(text: str, file: str) -> Iterator[tuple[MappingNode, int]]:
    """Every document of a file, and how many lines stand before it. Raises BadInput."""
    starts = [found.end() for found in _SEPARATOR.finditer(text)]
    if len(starts) > _MOST_DOCUMENTS:
        raise BadInput(f"{file}: has more than {_MOST_DOCUMENTS} YAML documents")
    for start, end in zip([0, *starts], [*starts, len(text)], strict=True):
        part = _SEPARATOR.sub("", text[start:end])
        before = text.count("\n", 0, start)
        try:
            root = parse_yaml(part, file)
        except BadInput as error:
            raise BadInput(_shifted(str(error), file, before)) from error
        if root is not None:
            yield root, before


def flatten(node: MappingNode, file: str, before: int = 0, separator: str = ";") -> dict[str, Setting]:
    """Dotted key -> setting; a list is joined, with semicolons as Flink does. Raises BadInput for a key given twice."""
    settings: dict[str, Setting] = {}
    for key, value, line in _leaves(node, "", separator):
        if key in settings:
            first = settings[key].place.line - before
            raise BadInput(f"{file}:{line + before}: {key}: stands twice, first in line {first + before}")
        settings[key] = Setting(key, value, Place(file, line + before))
    return settings


def child(node: MappingNode, *path: str) -> Node | None:
    """The node at the end of these keys, None when there is none."""
    found: Node = node
    for key in path:
        if not isinstance(found, MappingNode):
            return None
        below = next((value for each, value in found.value if each.value == key), None)
        if below is None:
            return None
        found = below
    return found


def scalar(node: MappingNode, file: str, before: int, *path: str) -> Setting | None:
    """The single value at the end of these keys; its key is the whole path. None when there is none."""
    found = child(node, *path)
    if found is None or isinstance(found, MappingNode | SequenceNode):
        return None
    return Setting(".".join(path), _known(value_of(found)), Place(file, line_of(found) + before))


def _leaves(node: MappingNode, prefix: str, separator: str) -> Iterator[tuple[str, object, int]]:
    for key, value in node.value:
        path = f"{prefix}{key.value}"
        if isinstance(value, MappingNode):
            yield from _leaves(value, f"{path}.", separator)
        elif isinstance(value, SequenceNode):
            yield path, separator.join(str(each) for each in value_of(value)), line_of(key)
        else:
            yield path, _known(value_of(value)), line_of(key)


def _known(value: object) -> object:
    """What is put in later cannot be judged now."""
    return None if isinstance(value, str) and _VARIABLE.search(value) else value


def _shifted(message: str, file: str, lines: int) -> str:
    """The message on a part of the file, as one on the whole file."""
    place = rf"(?:^{re.escape(file)}:|\bfirst in line )(?P<line>\d+)"
    return re.sub(place, lambda found: f"{found[0].removesuffix(found['line'])}{int(found['line']) + lines}", message)
