"""Which kind of configuration a file holds: by its name where that says it, else by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePath
from typing import Literal, get_args

from ruamel.yaml.nodes import MappingNode

from advisor.errors import BadInput
from advisor.lint.context import Context
from advisor.lint.known import nearest
from advisor.lint.known.flink import NEWEST, VERSIONS, is_open, options
from advisor.lint.read.deployment import is_deployment, read_deployment
from advisor.lint.read.flink import CONFIG, FLINK_CONF, read_config, read_flink_conf
from advisor.lint.read.jvm import is_jvm_options, looks_like_flags, read_jvm
from advisor.lint.read.kafka import looks_like_kafka, read_kafka
from advisor.lint.read.kafka_prefixes import ROLES, without_prefixes
from advisor.lint.read.properties import read_properties
from advisor.lint.read.python import read_python
from advisor.lint.read.yaml import child, flatten, parse_documents, parse_json
from advisor.lint.subjects import Setting, Subject

Kind = Literal["profile", "config", "flink-conf", "deployment", "kafka", "jvm", "python"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Reader = Callable[[str, str, Context], list[Subject]]
# A profile is read with what it extends, so it is no matter of its text alone.
READERS: Mapping[Kind, Reader] = {
    "config": read_config,
    "flink-conf": read_flink_conf,
    "deployment": read_deployment,
    "kafka": read_kafka,
    "jvm": read_jvm,
    "python": read_python,
}
_YAML = (".yaml", ".yml")
_HEADER = 500
# Whose names users choose, so no list has them; no other tool has such keys.
_REPORTERS = "metrics.reporter."
# Keys of a config.yaml that are compared with all that Flink knows.
_MOST_COMPARED = 30
# Sections of a profile that no other file has side by side.
_OF_A_PROFILE = {"job", "kafka", "enrichment", "database", "operators", "python", "flink", "limits", "advisor"}


class UnknownKind(BadInput):
    """Nothing tells what a file is."""


class NotForLint(BadInput):
    """A file that `advisor render` wrote, and that holds nothing that rules look at."""


def kind_of(path: Path, text: str) -> Kind:
    """Raises UnknownKind where nothing tells; `--kind` then does. Raises NotForLint."""
    if path.suffix.lower() == ".py":
        return "python"
    if path.name.lower() in (FLINK_CONF, "flink-conf.yml"):
        return "flink-conf"
    if is_jvm_options(path.name):
        return "jvm"
    found = _by_content(path, text)
    # The settings of a job are a part of its profile, and look like one.
    if found in (None, "profile") and _is_rendered(text):
        raise NotForLint(f"{path}: is rendered, and holds nothing for lint; its profile does: advisor lint PROFILE")
    if found is None:
        raise UnknownKind(
            f"{path}: nothing tells which kind of configuration it is; say it with --kind ({', '.join(KINDS)})"
        )
    return found


def _is_rendered(text: str) -> bool:
    """By the header that all templates begin with; JSON has none, so a dashboard is told by its uid."""
    head = text[:_HEADER]
    return "by `advisor render`. Change the profile" in head or bool(re.match(r'\{\s*"uid": "narrows-', head))


def _by_content(path: Path, text: str) -> Kind | None:
    suffix, file = path.suffix.lower(), str(path)
    if suffix == ".properties":
        named = any(role in path.name.lower() for role in ROLES)
        # Brokers and loggers have properties, too.
        settings = read_properties(text, file).settings
        return "kafka" if named or looks_like_kafka(settings) or without_prefixes(settings) else None
    if suffix == ".json":
        root = parse_json(text, file)
        return None if root is None else _of_mapping(root, file)
    if suffix in _YAML:
        return _of_yaml(text, file)
    return "jvm" if looks_like_flags(text) else None


def _of_yaml(text: str, file: str) -> Kind | None:
    roots = [root for root, _ in parse_documents(text, file)]
    if any(is_deployment(root) for root in roots):
        return "deployment"
    if len(roots) != 1:
        return "config" if not roots and PurePath(file).name == CONFIG else None
    return _of_mapping(roots[0], file)


def _of_mapping(root: MappingNode, file: str) -> Kind | None:
    keys = {key.value for key, _ in root.value}
    if "extends" in keys or len(keys & _OF_A_PROFILE) >= 3:
        return "profile"
    settings = flatten(root, file)
    if looks_like_kafka(settings) or any(
        isinstance(node := child(root, role), MappingNode) and looks_like_kafka(flatten(node, file)) for role in ROLES
    ):
        return "kafka"
    return "config" if _is_flinks(settings, PurePath(file).name == CONFIG) else None


def _is_flinks(settings: Mapping[str, Setting], named: bool) -> bool:
    """Whether most keys are Flink's; in a config.yaml (`named`) those that are nearly one count as well."""
    known = {
        key
        for key in settings
        if key.startswith(_REPORTERS) or any(options(version).reads(key) for version in VERSIONS)
    }
    others = [key for key in settings if key not in known and not is_open(key)]
    if named:
        meant = {key for key in others[:_MOST_COMPARED] if "." in key and nearest(key, options(NEWEST).names)}
        known, others = known | meant, [key for key in others if key not in meant]
    # Other tools have keys such as pipeline.name, too; a file of Flink's is mostly Flink's.
    return bool(known) and len(known) >= len(others)
