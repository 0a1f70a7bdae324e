"""Flink's config.yaml (nested or flat) and flink-conf.yaml (line by line, as Flink 1.x reads it)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from advisor.errors import BadInput
from advisor.lint.context import SUPPORTED_JDKS, Context
from advisor.lint.known.flink import LAST_OF_1, NEWEST, OLDEST, listed_version, older_list
from advisor.lint.read.jvm import jvm_flags
from advisor.lint.read.yaml import flatten, parse_yaml
from advisor.lint.subjects import ALL_OPERATORS, FlinkConfig, Job, JvmFlags, Operator, Setting, Subject
from advisor.profile.document import Place

FLINK_CONF = "flink-conf.yaml"
CONFIG = "config.yaml"
# As in /usr/lib/jvm/temurin-11-jdk-amd64, /opt/jdk8u392-b08, java-1.8.0-openjdk, flink:2.3-java17.
_JDK_IN_A_PATH = re.compile(
    r"(?:java|jdk|jre|temurin|zulu|corretto|liberica|semeru|sapmachine|microsoft|dragonwell)[-_/:]?(?:1\.)?(\d{1,2})(?!\d)"
)
_OLDEST_JDK = 8
# Values that make a job run on the slots that there are.
_STARTS_WITH_LESS = {
    "jobmanager.scheduler": ("adaptive", "adaptivebatch"),
    "scheduler-mode": ("reactive",),
    "execution.runtime-mode": ("batch",),
}
# What the flags of each of Flink's JVMs stand in, without the part before.
_OPTS = ("env.java.opts", "env.java.default-opts")
# Every JVM of Flink gets the flags of these, in this order, before those of its own kind.
_OPTS_OF_ALL = ("env.java.default-opts.all", "env.java.opts.all")
_FORMER_OPTS_OF_ALL = "env.java.opts"


def read_config(text: str, file: str, context: Context) -> list[Subject]:
    """A config.yaml. Raises BadInput."""
    root = parse_yaml(text, file)
    settings = flatten(root, file) if root else {}
    versions = (context.flink,) if context.flink else (LAST_OF_1, NEWEST)
    subjects = flink_subjects(settings, CONFIG, Place(file, 1), versions, context)
    return [*subjects, sizes(settings)]


def read_flink_conf(text: str, file: str, context: Context) -> list[Subject]:
    """A flink-conf.yaml; of a key that stands twice Flink takes the last. Raises BadInput for text that has no key."""
    settings: dict[str, Setting] = {}
    unread: list[Place] = []
    repeated: list[Setting] = []
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.split("#", 1)[0].strip()
        key, separator, value = (each.strip() for each in content.partition(": "))
        if not content:
            continue
        if not separator or not key or not value:
            unread.append(Place(file, number))
            continue
        if key in settings:
            repeated.append(settings[key])
        settings[key] = Setting(key, value, Place(file, number))
    if unread and not settings:
        raise BadInput(f"{file}: has no line of the form `key: value`, so it is no {FLINK_CONF}")
    versions = (context.flink,) if context.flink else (OLDEST, LAST_OF_1)
    place = Place(file, 1)
    subjects = flink_subjects(settings, FLINK_CONF, place, versions, context, unread=unread, repeated=repeated)
    return [*subjects, sizes(settings)]


def flink_subjects(
    settings: Mapping[str, Setting],
    name: str,
    place: Place,
    versions: tuple[str, ...],
    context: Context,
    image: str = "",
    unread: Sequence[Place] = (),
    repeated: Sequence[Setting] = (),
) -> list[Subject]:
    """Flink's keys, and the JVM flags among them. `versions` may read them, oldest first; none: not known.
    `image` may name a JDK."""
    jdks = _jdks(settings, image, context)
    config = FlinkConfig(
        settings=settings,
        name=name,
        place=place,
        version=listed_version(versions[-1]) if versions else None,
        called=_called(versions[-1] if versions else NEWEST),
        oldest=older_list(versions[0]) if versions else None,
        jdks=jdks,
        unread=tuple(unread),
        repeated=tuple(repeated),
    )
    return [config, *_flags(settings, jdks)]


def sizes(settings: Mapping[str, Setting], slots: float | None = None) -> Job:
    """What the keys say of the job's size: every operator has the default parallelism."""
    operator = Operator(settings.get("parallelism.default"), settings.get("pipeline.max-parallelism"), keyed=True)
    return Job({ALL_OPERATORS: operator}, source=ALL_OPERATORS, slots=slots, adaptive=is_adaptive(settings))


def is_adaptive(settings: Mapping[str, Setting]) -> bool:
    """Whether these keys make a job run on as many slots as there are, and not wait for those that it asks for."""
    found = [(settings[key].text(), words) for key, words in _STARTS_WITH_LESS.items() if key in settings]
    # What is put in later may be one of them.
    return any(text is None or text.lower() in words for text, words in found)


def checkpoint_interval_ms(settings: Mapping[str, Setting]) -> float | None:
    """None when there is none, or it cannot be read."""
    interval = settings.get("execution.checkpointing.interval")
    return interval.milliseconds() if interval else None


def _called(version: str) -> str:
    """As it was said, down to the second number: the third changes no key."""
    return ".".join(version.split(".")[:2])


def _flags(settings: Mapping[str, Setting], jdks: tuple[int, ...]) -> list[JvmFlags]:
    """Those of each key, with those that the same JVM gets from the keys for all."""
    by_key = {key: _flags_of(each, jdks) for key, each in settings.items() if key.startswith(_OPTS) and each.text()}
    if _OPTS_OF_ALL[-1] in settings:
        by_key.pop(_FORMER_OPTS_OF_ALL, None)  # Flink reads the new name
    every = [key for key in (*_OPTS_OF_ALL, _FORMER_OPTS_OF_ALL) if key in by_key]
    found = []
    for key, own in by_key.items():
        others = every[: every.index(key)] if key in every else every
        found.append(replace(own, before=tuple(flag for each in others for flag in by_key[each].flags)))
    return found


def _flags_of(setting: Setting, jdks: tuple[int, ...]) -> JvmFlags:
    return jvm_flags([(setting.text() or "", setting)], jdks)


def _jdks(settings: Mapping[str, Setting], image: str, context: Context) -> tuple[int, ...]:
    """Which JDK it is: as told, by env.java.home, by the image's tag; else any that is supported."""
    if context.jdk:
        return (context.jdk,)
    home = settings.get("env.java.home")
    for text in (home.text() if home else None, image):
        named = [int(found) for found in _JDK_IN_A_PATH.findall(text or "") if int(found) >= _OLDEST_JDK]
        if named:
            return (named[-1],)
    return SUPPORTED_JDKS
