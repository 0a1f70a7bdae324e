"""Flink on this machine: the jars in lib/, opt/ and plugins/, and the configuration that it reads."""

from __future__ import annotations

import os
import shutil
from collections import defaultdict
from collections.abc import Mapping
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from advisor.doctor.configuration import OLD, configuration_file
from advisor.doctor.jars import Jar, parse_jar
from advisor.doctor.seen import Distribution
from advisor.model.unknown import Unknown

LARGEST_CONFIGURATION_BYTES = 1 << 20


def find_home(given: Path | None, environ: Mapping[str, str]) -> Path | Unknown:
    """`given`, else $FLINK_HOME, else where `flink` on the PATH lies, else the wheel that this Python has."""
    if given is not None:
        return given if given.is_dir() else Unknown(f"--flink-home {given}: there is no such folder")
    if home := environ.get("FLINK_HOME"):
        return Path(home) if Path(home).is_dir() else Unknown(f"FLINK_HOME={home}: there is no such folder")
    if command := shutil.which("flink", path=environ.get("PATH", os.defpath)):
        return Path(command).resolve().parent.parent
    wheel = find_spec("pyflink")  # found, not imported
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent
    return Unknown("there is no Flink on this machine: no FLINK_HOME, no `flink` on the PATH, no apache-flink wheel")


def look_at_distribution(given: Path | None, environ: Mapping[str, str]) -> Distribution | Unknown:
    """With the folders that Flink's scripts would take: $FLINK_LIB_DIR, $FLINK_CONF_DIR and the like go before."""
    home = find_home(given, environ)
    if isinstance(home, Unknown):
        return home
    environ = {} if given else environ
    lib = Path(environ.get("FLINK_LIB_DIR") or home / "lib")
    conf = Path(environ.get("FLINK_CONF_DIR") or home / "conf")
    plugins = Path(environ.get("FLINK_PLUGINS_DIR") or home / "plugins")
    try:
        jars = _jars(lib)
        dist = [each for each in jars if each.artifact == "flink-dist"]
        if not dist:
            return Unknown(f"{lib}: there is no flink-dist-*.jar, so {home} is no Flink distribution")
        version = dist[-1].version or ""
        files = tuple(sorted(each.name for each in conf.iterdir())) if conf.is_dir() else ()
        return Distribution(
            home=str(home),
            version=version,
            lib=jars,
            opt=_jars(Path(environ.get("FLINK_OPT_DIR") or home / "opt")),
            plugins=tuple(parse_jar(each.name) for each in sorted(plugins.glob("*/*.jar"))),
            files=files,
            configuration=_configuration(conf, version, files),
            twice=shared_classes([lib / each.file for each in jars]),
        )
    except OSError as error:
        return Unknown(f"{error.filename or home}: cannot be read ({error.strerror})")


def _jars(folder: Path) -> tuple[Jar, ...]:
    if not folder.is_dir():
        return ()
    return tuple(parse_jar(each.name) for each in sorted(folder.iterdir()) if each.suffix == ".jar")


def _configuration(conf: Path, version: str, files: tuple[str, ...]) -> dict[str, str]:
    path = conf / configuration_file(version, files)
    if not path.is_file() or path.stat().st_size > LARGEST_CONFIGURATION_BYTES:
        return {}
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.name == OLD:  # no YAML to Flink 1.x, which splits each line at its first colon
        lines = (line.partition("#")[0].partition(": ") for line in text.splitlines())
        return {key.strip(): value.strip() for key, colon, value in lines if colon and value.strip()}
    try:
        return dict(_flat(YAML(typ="safe", pure=True).load(text), ""))
    except (YAMLError, RecursionError, ValueError):
        return {}


def _flat(value: Any, prefix: str) -> list[tuple[str, str]]:
    """Nested keys joined with dots, as Flink takes them."""
    if isinstance(value, dict):
        return [pair for key, each in value.items() for pair in _flat(each, f"{prefix}.{key}" if prefix else str(key))]
    if value is None or isinstance(value, list):
        return []
    return [(prefix, str(value).lower() if isinstance(value, bool) else str(value))]


def shared_classes(jars: list[Path]) -> tuple[tuple[str, str, int, str], ...]:
    """Pairs of jars that hold classes of the same names, by their tables of contents alone.

    Two that Flink itself ships are left out: these share some, in one version.
    """
    owners: dict[str, list[str]] = defaultdict(list)
    for jar in jars:
        for name in _classes(jar):
            owners[name].append(jar.name)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, names in owners.items():
        for pair in combinations(names, 2):
            if not all(parse_jar(each).is_flinks_own for each in pair):
                found[pair[0], pair[1]].append(name)
    return tuple((*pair, len(shared), min(shared)) for pair, shared in sorted(found.items()))


def _classes(jar: Path) -> set[str]:
    try:
        with ZipFile(jar) as opened:
            return {
                name.removesuffix(".class").replace("/", ".")
                for name in opened.namelist()
                if name.endswith(".class") and not name.startswith("META-INF/") and not name.endswith("-info.class")
            }
    except (OSError, BadZipFile):
        return set()  # a jar that is none is no class path either; Flink says so itself
