"""A profile's YAML with the place of every value: `extends` and environment variables resolved, lines kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from advisor.errors import BadInput

MAX_BYTES = 1_000_000
_VARIABLE = re.compile(r"\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}")
Path_ = tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Where a value stands; `line` counts from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Document:
    """Plain values, and the place of each by its path of keys."""

    values: dict[str, Any]
    places: Mapping[Path_, Place]

    def place(self, path: Path_) -> Place:
        """Of the value, or of the nearest mapping around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path]


def read_document(path: Path, environ: Mapping[str, str]) -> Document:
    """A profile with everything it extends; raises BadInput naming file and line."""
    return _read(path, environ, ())


def parse_yaml(text: str, file: str) -> CommentedMap:
    """One YAML file as a mapping that knows its lines; refuses duplicate keys, aliases and anything hostile."""
    yaml = YAML(typ="rt")
    try:
        if re.search(r"(^|[\s\[{,:-])[&*][A-Za-z0-9_]", _without_strings(text)):
            raise BadInput(f"{file}: uses YAML anchors or aliases; write the value out, or share it with `extends`")
        root = yaml.load(StringIO(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput(f"{file}:{line}: {error.problem or 'is no YAML'}") from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise BadInput(f"{file}: is no YAML that can be read ({' '.join(str(error).split())[:120]})") from error
    if root is None:
        root = CommentedMap()
    if not isinstance(root, CommentedMap):
        raise BadInput(f"{file}: must be a mapping of sections, is a {type(root).__name__.removeprefix('Commented')}")
    return root


def read_text(path: Path) -> str:
    """A profile's text; raises BadInput when it cannot be read."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"{path}: there is no such profile") from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from error
    if len(raw) > MAX_BYTES:
        raise BadInput(f"{path}: has {len(raw):,} bytes, a profile has at most {MAX_BYTES:,}")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: is no UTF-8 text (byte {error.start})") from error


def _without_strings(text: str) -> str:
    """The text without quoted strings and comments, in which & and * mean nothing."""
    return re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*", "", text)


def _read(path: Path, environ: Mapping[str, str], seen: tuple[Path, ...]) -> Document:
    if path.resolve() in seen:
        raise BadInput(f"{path}: extends itself, through {' -> '.join(each.name for each in seen)}")
    root = parse_yaml(read_text(path), str(path))
    base = root.pop("extends", None)
    values: dict[str, Any] = {}
    places: dict[Path_, Place] = {(): Place(str(path), 1)}
    if base is not None:
        if not isinstance(base, str):
            raise BadInput(f"{path}: extends: must name one file")
        parent = _read(path.parent / base, environ, (*seen, path.resolve()))
        values, places = dict(parent.values), dict(parent.places)
    _merge(values, root, (), places, str(path), environ)
    return Document(values, places)


def _merge(
    into: dict[str, Any],
    node: CommentedMap,
    path: Path_,
    places: dict[Path_, Place],
    file: str,
    environ: Mapping[str, str],
) -> None:
    for key, value in node.items():
        here = (*path, str(key))
        place = places[here] = Place(file, node.lc.key(key)[0] + 1)
        if isinstance(value, CommentedMap):
            present = into.get(str(key))
            into[str(key)] = below = dict(present) if isinstance(present, dict) else {}
            _merge(below, value, here, places, file, environ)
        else:
            into[str(key)] = _plain(value, here, place, environ)


def _plain(value: Any, path: Path_, place: Place, environ: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_plain(each, path, place, environ) for each in value]
    if isinstance(value, str):
        return _interpolate(str(value), path, place, environ)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    return float(value) if isinstance(value, float) else str(value)


def _interpolate(text: str, path: Path_, place: Place, environ: Mapping[str, str]) -> Any:
    if not _VARIABLE.search(text):
        return text

    def replace(found: re.Match[str]) -> str:
        name, default = found["name"], found["default"]
        if environ.get(name):
            return environ[name]
        if default is None:
            raise BadInput(f"{place}: {'.'.join(path)}: the environment variable {name} is not set and has no default")
        return default

    replaced = _VARIABLE.sub(replace, text)
    # A value that is one variable takes the type that its text would have in YAML, so that a port is a number.
    whole = _VARIABLE.fullmatch(text)
    return _scalar(replaced) if whole else replaced


def _scalar(text: str) -> Any:
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    if text in ("true", "false"):
        return text == "true"
    return text
