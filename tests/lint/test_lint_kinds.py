"""Which kind a file is: by name, else by content, else nobody guesses."""

from pathlib import Path

import pytest

from advisor.errors import BadInput
from advisor.lint.kinds import kind_of

DEPLOYMENT = "apiVersion: flink.apache.org/v1beta1\nkind: FlinkDeployment\nspec: {}\n"


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("job.py", "", "python"),
        ("orders-consumer.properties", "", "kafka"),
        ("client.properties", "bootstrap.servers=k\nmy.own=1\n", "kafka"),
        ("conf/flink-conf.yaml", "whatever", "flink-conf"),
        ("conf/config.yaml", "rest.port: 1\n", "config"),
        ("mine.yaml", "metrics.reporter.prom.port: 9249\n", "config"),
        ("conf/jvm.options", "", "jvm"),
        ("conf/jvm.options", "-ea\n-Dx=y\n", "jvm"),
        ("snippet.txt", "8-13:-XX:+UseConcMarkSweepGC\n", "jvm"),
        ("conf/config.yaml", "# all defaults\n", "config"),
        ("conf/config.yaml", "taskmanager.numberOfTaskSlot: 4\n", "config"),
        ("conf/config.yaml", "taskmanager: {numberOfTaskSlot: 4, memory: {proces.size: 2g}}\nmine: 1\n", "config"),
        ("mine.yaml", "taskmanager: {numberOfTaskSlots: 2}\n", "config"),
        ("mine.yaml", "rest.port: 1\ns3.endpoint: a\ns3.access-key: b\nfs.s3a.path: c\n", "config"),
        ("mine.yaml", "env.java.opts.all: -Dx=y\n", "config"),
        ("mine.yml", "---\nrest.port: 1\n", "config"),
        ("mine.yaml", "extends: base.yaml\n", "profile"),
        ("mine.yaml", "job: {}\nkafka: {}\noperators: {}\n", "profile"),
        ("mine.yaml", DEPLOYMENT, "deployment"),
        ("mine.yaml", f"kind: ConfigMap\n---\n{DEPLOYMENT}", "deployment"),
        ("mine.yaml", "bootstrap.servers: k\ngroup.id: g\n", "kafka"),
        ("mine.yaml", "consumer: {group.id: g, bootstrap.servers: k}\n", "kafka"),
        ("mine.json", '{"bootstrap.servers": "k"}', "kafka"),
        ("mine.json", '{"rest.port": 1}', "config"),
        ("jvm.options", "-XX:+UseG1GC\n", "jvm"),
        ("application.properties", "spring.application.name=x\nspring.kafka.consumer.max-poll-records=5\n", "kafka"),
        ("snippet.sh", '# flags\nexport FLINK_ENV_JAVA_OPTS="-XX:+UseG1GC -Xmx1g"\n', "jvm"),
    ],
)
def test_a_file_is_told_by_name_or_content(name, text, kind):
    """The name first."""
    assert kind_of(Path(name), text) == kind


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docker-compose.yaml", "services: {kafka: {image: x}}\n"),
        ("mine.yaml", "kind: Service\n---\nkind: ConfigMap\n"),
        ("conf/config.yaml", "database: {url: x}\n"),
        ("conf/config.yaml", "port: 8081\npipeline: {owner: me}\n"),
        ("mine.yaml", "taskmanager.numberOfTaskSlot: 4\n"),
        ("package.json", '{"name": "x"}'),
        ("pipeline.yaml", "source: {type: a, port: 1}\nsink: {type: b}\npipeline: {name: c, parallelism: 1}\n"),
        ("server.properties", "broker.id=1\nlog.dirs=/x\nlisteners=y\nsocket.send.buffer.bytes=1\n"),
        ("application.properties", "spring.application.name=x\nproducer.name=y\n"),
        ("log4j2.properties", "rootLogger.level=INFO\n"),
        ("README.md", "# -XX:+UseG1GC is a flag\n"),
        ("empty.yaml", ""),
    ],
)
def test_anything_else_wants_to_be_named(name, text):
    """One sentence with the kinds."""
    with pytest.raises(BadInput) as refused:
        kind_of(Path(name), text)
    assert str(refused.value) == (
        f"{name}: nothing tells which kind of configuration it is; say it with --kind "
        "(profile, config, flink-conf, deployment, kafka, jvm, python)"
    )
