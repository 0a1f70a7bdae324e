"""Every setting that the two Kafka clients know: librdkafka prints its own table, Java's is asked for the names."""

from __future__ import annotations

import ctypes
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import confluent_kafka

from lab.artifacts import fetch, locked_jars
from lab.errors import LabError
from lab.java import java_home

_ROLES = {"C": ["consumer"], "P": ["producer"], "*": ["consumer", "producer"]}


def librdkafka() -> dict[str, Any]:
    """The settings of the librdkafka inside the installed confluent-kafka."""
    folder = Path(confluent_kafka.__file__).parents[1] / "confluent_kafka.libs"
    found = sorted(folder.glob("librdkafka*.so*"))
    if not found:
        raise LabError(f"{folder} holds no librdkafka; the wheel of confluent-kafka for Linux does")
    version = confluent_kafka.libversion()[0]
    return {"from": f"librdkafka {version}", "settings": settings_of(_table(found[0]))}


def settings_of(table: str) -> dict[str, Any]:
    """The settings in what librdkafka prints of itself, by key."""
    settings: dict[str, Any] = {}
    for line in table.splitlines():
        columns = [each.strip() for each in line.split("|")]
        if len(columns) < 6 or columns[1] not in _ROLES:
            continue
        key, default, about = columns[0], columns[3], columns[5]
        setting = settings.setdefault(key, {"roles": []})
        setting["roles"] = sorted({*setting["roles"], *_ROLES[columns[1]]})
        if default:
            setting["default"] = default
        if about.startswith("Alias for `"):
            setting["alias"] = about.split("`")[1]
        if "only supported for share consumers" in about:
            setting["share"] = True
    return settings


def java() -> dict[str, Any]:
    """The settings of Kafka's own client, of the version that the local stack runs."""
    jars = locked_jars("kafka")
    client = next(each for each in jars if ":kafka-clients:" in each.coordinates)
    path = os.pathsep.join(map(str, fetch("kafka", jars)))
    program = str(Path(__file__).with_name("KafkaOptions.java"))
    command = [str(java_home(os.environ) / "bin" / "java"), "-cp", path, program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LabError(f"{client.coordinates}: its settings cannot be read: {done.stderr.strip()[-300:]}")
    settings: dict[str, Any] = {}
    for line in done.stdout.splitlines():
        role, key = line.split("\t")
        roles = settings.setdefault(key, {"roles": []})["roles"]
        roles += _ROLES[role]
    return {"from": client.coordinates.partition(":")[2].replace(":", " "), "settings": settings}


def _table(library: Path) -> str:
    """What rd_kafka_conf_properties_show() writes; it wants a FILE of C."""
    client, c = ctypes.CDLL(str(library)), ctypes.CDLL(None)
    c.fopen.restype = ctypes.c_void_p
    c.fopen.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    c.fclose.argtypes = [ctypes.c_void_p]
    client.rd_kafka_conf_properties_show.argtypes = [ctypes.c_void_p]
    with tempfile.NamedTemporaryFile() as written:
        file = c.fopen(written.name.encode(), b"w")
        client.rd_kafka_conf_properties_show(file)
        c.fclose(file)
        return Path(written.name).read_text(encoding="utf-8")
