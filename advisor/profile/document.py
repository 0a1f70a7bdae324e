"""A profile's values with the place of each: `extends` merged, then environment variables put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import MappingNode

from advisor.errors import BadInput
from advisor.profile.variables import Substituted, substitute, typed
from advisor.profile.yaml_text import as_written, line_of, parse_yaml, read_text, said, shown, value_of

KeyPath = tuple[str, ...]
# Sections whose keys are Flink's or Kafka's own and contain dots.
_VERBATIM: tuple[KeyPath, ...] = (("flink",), ("kafka", "consumer"), ("kafka", "producer"))


@dataclass(frozen=True, order=True)
class Place:
    """Where a value stands; `line` counts from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Document:
    """Plain values, the place of each, and what is to be said of the variables in them.

    `unset` has a sentence for each value whose environment variable is not set, `unreadable` for each with a `${` that
    is none; `from_environment` has each that a variable is put into.
    """

    values: dict[str, Any]
    places: Mapping[KeyPath, Place]
    unset: Mapping[KeyPath, str]
    unreadable: Mapping[KeyPath, str] = field(default_factory=dict)
    from_environment: frozenset[KeyPath] = frozenset()

    def place(self, path: KeyPath) -> Place:
        """Of the value, or of the nearest mapping around it."""
        while path not in self.places:
            path = path[:-1]
        return self.places[path]

    def value(self, path: KeyPath) -> Any:
        """The value as the schema would take it; None when there is none."""
        found: Any = self.values
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return typed(found)


def read_document(path: Path, environ: Mapping[str, str], text: str | None = None) -> Document:
    """A profile with everything it extends; `text` stands for the file's own. Raises BadInput with file and line."""
    values: dict[str, Any] = {}
    places: dict[KeyPath, Place] = {(): Place(str(path), 1)}
    for file, root in reversed(list(_files(path, text))):
        _merge(values, root, (), places, file)
    found: list[tuple[KeyPath, Substituted]] = []
    resolved = _resolve(values, (), environ, found)
    return Document(
        resolved,
        places,
        {path: _not_set(places[path], path, each.unset) for path, each in found if each.unset},
        {path: _no_variable(each.unknown) for path, each in found if each.unknown},
        frozenset(path for path, each in found if each.has_variable),
    )


def _not_set(place: Place, path: KeyPath, name: str) -> str:
    return (
        f"{place}: {shown('.'.join(path))}: the environment variable {name} is not set (or empty); "
        f"set it, or write ${{{name}:-default}}"
    )


def _no_variable(form: str) -> str:
    return f"has {shown(form)}, which is no variable; write ${{NAME}} or ${{NAME:-default}}, and $${{ for a plain ${{"


def leaves(value: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every value that is set, with its path, in the order of the keys."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif value is not None:
        yield path, value


def split_path(path: str) -> KeyPath:
    """A dotted path's keys: `flink.taskmanager.memory.process.size` has two."""
    keys = tuple(path.split("."))
    for section in _VERBATIM:
        if keys[: len(section)] == section and len(keys) > len(section):
            return (*section, ".".join(keys[len(section) :]))
    return keys


def _files(path: Path, text: str | None) -> Iterator[tuple[str, MappingNode]]:
    """The profile, what it extends, what that extends ..."""
    seen: list[Path] = []
    place = ""
    while True:
        if path.resolve() in seen:
            raise BadInput(f"{place}: extends: {path} extends itself, through {' -> '.join(p.name for p in seen)}")
        if place and not path.is_file():
            raise BadInput(f"{place}: extends: there is no file {path}")
        seen.append(path.resolve())
        root = parse_yaml(read_text(path) if text is None else text, str(path))
        text = None
        if root is None:
            return
        yield str(path), root
        entry = next((pair for pair in root.value if pair[0].value == "extends"), None)
        if entry is None or (base := value_of(entry[1])) is None:
            return
        place = f"{path}:{line_of(entry[0])}"
        if not isinstance(base, str) or not base or "\0" in base:
            raise BadInput(f"{place}: extends: must name one file, relative to this one")
        if "${" in base:
            raise BadInput(f"{place}: extends: is {said(base)}, and variables are not replaced here; name the file")
        path = path.parent / base


def _merge(into: dict[str, Any], node: MappingNode, path: KeyPath, places: dict[KeyPath, Place], file: str) -> None:
    for key, value in node.value:
        here = (*path, key.value)
        if here == ("extends",):
            continue
        places[here] = Place(file, line_of(key))
        if isinstance(value, MappingNode):
            below = into.get(key.value)
            into[key.value] = below = below if isinstance(below, dict) else {}
            _merge(below, value, here, places, file)
        else:
            into[key.value] = as_written(value) if path in _VERBATIM else value_of(value)


def _resolve(value: Any, path: KeyPath, environ: Mapping[str, str], found: list[tuple[KeyPath, Substituted]]) -> Any:
    """Only what is left after merging is looked up: an overlay may replace a variable that nobody has set."""
    if isinstance(value, dict):
        return {key: _resolve(each, (*path, key), environ, found) for key, each in value.items()}
    if isinstance(value, list):
        return [_resolve(each, path, environ, found) for each in value]
    if not isinstance(value, str):
        return value
    substituted = substitute(value, environ)
    found.append((path, substituted))
    return substituted.text
