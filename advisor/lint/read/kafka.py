"""Settings of a Kafka consumer or producer: which client they are for, and which of the two they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from ruamel.yaml.nodes import MappingNode

from advisor.errors import BadInput
from advisor.lint.context import Context
from advisor.lint.known.kafka import listed_keys, settings_of
from advisor.lint.read.kafka_prefixes import ROLES, without_prefixes
from advisor.lint.read.properties import read_properties
from advisor.lint.read.yaml import child, flatten, parse_json, parse_yaml
from advisor.lint.subjects import Client, KafkaClient, Role, Setting, Subject
from advisor.profile.document import Place


def read_kafka(text: str, file: str, context: Context) -> list[Subject]:
    """Properties, JSON or YAML by the file's name; one client, or one in each section. Raises BadInput."""
    suffix = PurePath(file).suffix.lower()
    if suffix not in (".json", ".yaml", ".yml"):
        read = read_properties(text, file)
        first, *others = _clients(read.settings, file, context)
        return [replace(first, repeated=read.repeated), *others]
    root = (parse_json if suffix == ".json" else parse_yaml)(text, file)
    if root is None:
        raise BadInput(f"{file}: is empty")
    sections = [(role, node) for role in ROLES if isinstance(node := child(root, role), MappingNode)]
    if sections:
        return [kafka_client(_flat(node, file), file, context, role) for role, node in sections]
    return [*_clients(_flat(root, file), file, context)]


def _clients(settings: Mapping[str, Setting], file: str, context: Context) -> list[KafkaClient]:
    """One, or those that a framework's prefixes tell apart: it adds settings of its own, and all of them are Java's."""
    prefixed = without_prefixes(settings)
    if not prefixed:
        return [kafka_client(settings, file, context)]
    java = replace(context, client=context.client or "java")
    clients = [replace(kafka_client(each, file, java, role), complete=False) for role, each in prefixed.items()]
    rest = {key: setting for key, setting in settings.items() if not without_prefixes({key: setting})}
    return [*clients, kafka_client(rest, file, context)] if looks_like_kafka(rest) else clients


def _flat(node: MappingNode, file: str) -> dict[str, Setting]:
    """A list of Kafka's has commas."""
    return flatten(node, file, separator=",")


def kafka_client(settings: Mapping[str, Setting], file: str, context: Context, role: Role | None = None) -> KafkaClient:
    """Told by what the settings are called."""
    first = min((each.place for each in settings.values()), default=Place(file, 1))
    client = context.client or _client(settings, file)
    return KafkaClient(settings, client, role or _role(settings, file), first)


def looks_like_kafka(keys: Mapping[str, Setting]) -> bool:
    """Whether most of the keys are some Kafka client's, and one has a dot."""
    ours = [key for key in keys if key in listed_keys()]
    return any("." in key for key in ours) and 2 * len(ours) >= len(keys)


def _client(settings: Mapping[str, Setting], file: str) -> Client | None:
    """By settings that only one of the two has; where nothing tells, properties are Java's."""
    java = sum(key in settings_of("java") - settings_of("librdkafka") for key in settings)
    librdkafka = sum(key in settings_of("librdkafka") - settings_of("java") for key in settings)
    if java != librdkafka:
        return "java" if java > librdkafka else "librdkafka"
    return "java" if PurePath(file).suffix.lower() == ".properties" else None


def _role(settings: Mapping[str, Setting], file: str) -> Role | None:
    """By the file's name, else by settings that only one of the two has."""
    named = [role for role in ROLES if role in PurePath(file).name.lower()]
    if len(named) == 1:
        return named[0]
    consumer, producer = (_names(role) for role in ROLES)
    reads, writes = (sum(key in own for key in settings) for own in (consumer - producer, producer - consumer))
    if reads == writes:
        return None
    return "consumer" if reads > writes else "producer"


def _names(role: Role) -> frozenset[str]:
    return settings_of("java", role) | settings_of("librdkafka", role)
