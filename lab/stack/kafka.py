"""One Kafka broker in KRaft mode: broker and controller in one process, no ZooKeeper."""

from __future__ import annotations

import os
import subprocess
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from lab.artifacts import fetch, locked_jars
from lab.errors import LabError
from lab.java import java_home
from lab.stack.part import Part
from lab.stack.ports import answers

_SERVER_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller_port}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
# One broker cannot hold the three copies that these default to.
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
"""


def part(home: Path, port: int, controller_port: int) -> Part:
    jars = [jar.path for jar in locked_jars("kafka")]
    java = [str(java_home(os.environ) / "bin" / "java"), "-cp", os.pathsep.join(map(str, jars))]
    properties = home / "kafka.properties"
    return Part(
        name="kafka",
        command=[*java, "-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "kafka.Kafka", str(properties)],
        log=home / "logs" / "kafka.log",
        prepare=lambda: _format(home, java, properties, port, controller_port),
        ready=lambda: answers(port) and _serves(port, home / "kafka"),
    )


def _format(home: Path, java: list[str], properties: Path, port: int, controller_port: int) -> None:
    fetch("kafka", locked_jars("kafka"))
    data = home / "kafka"
    properties.write_text(_SERVER_PROPERTIES.format(port=port, controller_port=controller_port, data=data))
    if (data / "meta.properties").exists():
        return
    cluster_id = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    done = subprocess.run(
        # One id in 64 begins with a dash, which as an argument of its own would be taken for an option.
        [*java, "kafka.tools.StorageTool", "format", f"--cluster-id={cluster_id}", "-c", str(properties)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise LabError(f"kafka's storage could not be formatted: {(done.stdout + done.stderr).strip()[-300:]}")


def _serves(port: int, data: Path) -> bool:
    """Whether this very broker answers, and not another one that took the port."""
    try:
        admin = AdminClient({"bootstrap.servers": f"127.0.0.1:{port}", "log_level": 0})
        cluster_id = admin.list_topics(timeout=2).cluster_id
    except KafkaException:
        return False
    return f"cluster.id={cluster_id}" in (data / "meta.properties").read_text().splitlines()
