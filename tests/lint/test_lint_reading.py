"""What is read out of each format, with its place."""

import pytest

from advisor.errors import BadInput
from advisor.lint.context import Context
from advisor.lint.lint import read_file
from advisor.lint.read.deployment import read_deployment
from advisor.lint.read.flink import read_config, read_flink_conf
from advisor.lint.read.jvm import read_jvm
from advisor.lint.read.kafka import read_kafka
from advisor.lint.read.properties import read_properties
from advisor.lint.subjects import FlinkConfig, JvmFlags, KafkaClient
from tests.lint.lint_builder import only, values

NOTHING = Context()


def test_nested_and_flat_keys_are_one(tmp_path):
    """Lists are joined as Flink does."""
    text = "rest: {port: 1}\ntaskmanager:\n  memory:\n    process.size: 2g\nio.tmp.dirs: [/a, /b]\n"
    config = only(read_config(text, "f", NOTHING), FlinkConfig)
    assert values(config.settings) == {
        "rest.port": (1, 1),
        "taskmanager.memory.process.size": ("2g", 4),
        "io.tmp.dirs": ("/a;/b", 5),
    }


def test_a_key_that_stands_flat_and_nested_is_refused():
    """Nobody knows which one holds."""
    with pytest.raises(BadInput, match=r"^f:2: rest.port: stands twice, first in line 1$"):
        read_config("rest.port: 1\nrest: {port: 2}\n", "f", NOTHING)


def test_a_value_from_the_environment_is_not_known():
    """What is put in later cannot be judged now."""
    config = only(read_config("rest.port: ${PORT}\n", "f", NOTHING), FlinkConfig)
    assert values(config.settings) == {"rest.port": (None, 1)}


def test_what_yaml_shares_is_written_out():
    """An alias, and a mapping that others take over: their own keys win."""
    text = (
        "a: &a {size: 1g, count: 1}\n"
        "b:\n"
        "  <<: *a\n"
        "  count: 2\n"
        "c: {<<: [*a, {more: 3}]}\n"
        "d: &text x\n"
        "e: *text\n"
        "f: {'<<': quoted}\n"
    )
    config = only(read_config(text, "f", NOTHING), FlinkConfig)
    assert {key: each.value for key, each in config.settings.items()} == {
        "a.size": "1g",
        "a.count": 1,
        "b.count": 2,
        "b.size": "1g",
        "c.size": "1g",
        "c.count": 1,
        "c.more": 3,
        "d": "x",
        "e": "x",
        "f.<<": "quoted",
    }


def test_a_tag_of_another_tool_stands_for_a_value_that_is_not_known():
    """Ansible's vault, in this document or in another one."""
    deployment = "kind: FlinkDeployment\nspec:\n  flinkConfiguration:\n    a: !vault x\n"
    text = f"kind: Secret\ndata: !vault |\n  abc\n---\n{deployment}"
    config = only(read_deployment(text, "f", NOTHING), FlinkConfig)
    assert values(config.settings) == {"a": (None, 8)}


def test_flink_conf_is_read_as_flink_reads_it():
    """A comment ends a value; a second colon does not."""
    config = only(read_flink_conf("a.b: x: y # z\n\n#c: d\ne:f\n", "f", NOTHING), FlinkConfig)
    assert values(config.settings) == {"a.b": ("x: y", 1)}
    assert [each.line for each in config.unread] == [4]


def test_a_key_that_stands_twice_in_flink_conf_has_its_last_value():
    """As Flink 1.x takes it; the rule repeated_flink_key tells."""
    config = only(read_flink_conf("a: 1\na: 2\n", "f", NOTHING), FlinkConfig)
    assert values(config.settings) == {"a": ("2", 2)}
    assert [each.place.line for each in config.repeated] == [1]


def test_what_is_no_flink_conf_is_refused():
    """One sentence."""
    with pytest.raises(BadInput) as refused:
        read_flink_conf("nothing\nat all\n", "f", NOTHING)
    assert str(refused.value) == "f: has no line of the form `key: value`, so it is no flink-conf.yaml"


DEPLOYMENT = """\
kind: ConfigMap
---
kind: FlinkDeployment
spec:
  image: flink:1.20-java11
  flinkVersion: v1_20
  flinkConfiguration:
    env.java.opts.jobmanager: "-XX:+UseSerialGC"
    taskmanager: {numberOfTaskSlots: 2}
  job: {parallelism: 4}
"""


def test_a_deployment_tells_version_and_jdk():
    """Lines count through all documents."""
    subjects = read_deployment(DEPLOYMENT, "f", NOTHING)
    config = only(subjects, FlinkConfig)
    assert (config.version, config.jdks, config.place.line) == ("1.20", (11,), 3)
    assert values(config.settings)["taskmanager.numberOfTaskSlots"] == (2, 9)
    assert [(each.text, each.setting.place.line) for each in only(subjects, JvmFlags).flags] == [
        ("-XX:+UseSerialGC", 8)
    ]


@pytest.mark.parametrize(
    ("home", "jdks"),
    [
        ("/opt/java/openjdk", (11, 17, 21)),
        ("/opt/java/2.1", (11, 17, 21)),
        ("/usr/lib/jvm/java-1.8.0-openjdk", (8,)),
        ("/opt/jdk8u392-b08", (8,)),
        ("/opt/jdk1.8.0_392", (8,)),
        ("/usr/lib/jvm/java-17-openjdk-amd64", (17,)),
        ("/usr/lib/jvm/temurin-11-jdk-amd64", (11,)),
        ("/usr/lib/jvm/zulu-11", (11,)),
        ("/opt/zulu11.68.17-ca-jdk11.0.21-linux_x64", (11,)),
        ("/usr/lib/jvm/java-11-amazon-corretto", (11,)),
        ("/root/.sdkman/candidates/java/21.0.2-tem", (21,)),
        ("/opt/graalvm-ce-java17-22.3", (17,)),
    ],
)
def test_a_jdk_is_told_by_its_usual_homes(home, jdks):
    """As the vendors call them; where no number stands, any that is supported."""
    assert only(read_config(f"env.java.home: {home}\n", "f", NOTHING), FlinkConfig).jdks == jdks


@pytest.mark.parametrize(
    ("image", "jdks"),
    [
        ("flink:2.3", (11, 17, 21)),
        ("flink:2.3.0-scala_2.12-java17", (17,)),
        ("registry.example.com:5000/team/flink:1.20-temurin11", (11,)),
    ],
)
def test_a_jdk_is_told_by_the_image_of_a_deployment(image, jdks):
    """Its tag."""
    text = f"kind: FlinkDeployment\nspec: {{image: '{image}', flinkVersion: v1_20}}\n"
    assert only(read_deployment(text, "f", NOTHING), FlinkConfig).jdks == jdks


SESSION = """\
kind: FlinkSessionJob
spec: {deploymentName: mine, flinkConfiguration: {state.backend: rocksdb}}
---
kind: FlinkDeployment
metadata: {name: mine}
spec: {flinkVersion: v1_20}
"""


def test_a_session_job_is_judged_by_the_flink_of_its_deployment():
    """Where that is in the same file; else nobody knows, and keys of another Flink are not told."""
    session, _ = [each for each in read_deployment(SESSION, "f", NOTHING) if isinstance(each, FlinkConfig)]
    assert (session.name, session.version, session.oldest) == ("FlinkSessionJob", "1.20", "1.20")
    alone, _, _ = SESSION.partition("---")
    config = only(read_deployment(alone, "f", NOTHING), FlinkConfig)
    assert (config.version, config.oldest) == (None, None)


def test_options_of_the_command_win():
    """They say what will be, not what was."""
    config = only(read_deployment(DEPLOYMENT, "f", Context(flink="2.2", jdk=21)), FlinkConfig)
    assert (config.version, config.jdks) == ("2.2", (21,))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("kind: Service\n", "f: holds no FlinkDeployment"),
        ("kind: FlinkDeployment\n", "f: a FlinkDeployment without a spec"),
        ("a: 1\n---\nb: 1\nb: 2\n", "f:4: b: stands twice, first in line 3"),
    ],
)
def test_what_is_no_deployment_is_refused(text, sentence):
    """With the line in the whole file."""
    with pytest.raises(BadInput) as refused:
        read_deployment(text, "f", NOTHING)
    assert str(refused.value) == sentence


def test_properties_are_read_as_java_reads_them():
    """Separators, comments of both kinds, lines that go on."""
    text = "a=1\nb : 2\nc 3\n# d=4\n! e=5\nf=one \\\n   two\ng=\nh=${X}\n"
    read = read_properties(text, "f")
    assert read.repeated == ()
    assert values(read.settings) == {
        "a": ("1", 1),
        "b": ("2", 2),
        "c": ("3", 3),
        "f": ("one two", 6),
        "g": ("", 8),
        "h": (None, 9),
    }


def test_of_a_key_that_stands_twice_java_takes_the_last():
    """And a key without a separator has an empty value."""
    read = read_properties("a=1\nalone\na=2\n", "f")
    assert values(read.settings) == {"a": ("2", 3), "alone": ("", 2)}
    assert [(each.value, last.value) for each, last in read.repeated] == [("1", "2")]


@pytest.mark.parametrize("start", ["# caf\xe9 \x85", "\ufeff# caf\xe9"])
def test_comments_of_properties_may_be_latin_1_or_follow_a_byte_order_mark(tmp_path, start):
    """Java reads both."""
    path = tmp_path / "consumer.properties"
    path.write_bytes(f"{start}\ngroup.id=g\n".encode("utf-8" if start[0] == "\ufeff" else "latin-1"))
    client = only(read_file(path, None, NOTHING, {}).subjects, KafkaClient)
    assert values(client.settings) == {"group.id": ("g", 2)}


@pytest.mark.parametrize(
    ("name", "text", "client", "role"),
    [
        ("c.properties", "group.id=g\n", "java", "consumer"),
        ("c.properties", "group.id=g\nqueued.min.messages=1\n", "librdkafka", "consumer"),
        ("c.yaml", "group.id: g\n", None, "consumer"),
        ("c.yaml", "linger.ms: 5\nbuffer.memory: 1\n", "java", "producer"),
        ("c.yaml", "linger.ms: 5\nmessage.timeout.ms: 1\n", "librdkafka", "producer"),
        ("my-consumer.yaml", "linger.ms: 5\n", None, "consumer"),
        ("c.yaml", "bootstrap.servers: k\n", None, None),
        ("c.json", '{"group.id": "g",\n\t"max.poll.records": 1}', "java", "consumer"),
    ],
)
def test_client_and_role_are_told_by_what_only_one_of_the_two_has(name, text, client, role):
    """And by the name of the file; where nothing tells, properties are Java's."""
    found = only(read_kafka(text, name, NOTHING), KafkaClient)
    assert (found.client, found.role) == (client, role)


def test_a_file_may_hold_both():
    """In sections."""
    consumer, producer = read_kafka("consumer: {group.id: g}\nproducer:\n  acks: all\n", "f.yaml", NOTHING)
    assert (consumer.role, producer.role) == ("consumer", "producer")
    assert values(producer.settings) == {"acks": ("all", 3)}


def test_a_framework_has_both_with_prefixes():
    """Under the clients' own names; what is its own is left out, and what it adds is not known."""
    text = (
        "spring.kafka.consumer.group-id=g\nspring.kafka.consumer.fetch-max-wait=5s\nspring.kafka.producer.retries=1\n"
        "spring.kafka.consumer.properties.sesion.timeout.ms=3\nspring.kafka.listener.type=batch\nspring.main.x=1\n"
    )
    consumer, producer = read_kafka(text, "application.properties", NOTHING)
    assert values(consumer.settings) == {
        "group.id": ("g", 1),
        "fetch.max.wait.ms": ("5s", 2),
        "sesion.timeout.ms": ("3", 4),
    }
    assert values(producer.settings) == {"retries": ("1", 3)}
    assert (consumer.client, consumer.role, consumer.complete, producer.role) == ("java", "consumer", False, "producer")


def test_kafka_connect_has_them_beside_its_own():
    """Whose group.id is the workers'."""
    text = "group.id=connect\nkey.converter=x\noffset.storage.topic=y\nproducer.linger.ms=0\nproducer.batch.size=512\n"
    producer = only(read_kafka(text, "connect-producer.properties", NOTHING), KafkaClient)
    assert values(producer.settings) == {"linger.ms": ("0", 4), "batch.size": ("512", 5)}
    text = "spring:\n  kafka:\n    producer:\n      properties: {linger.ms: 0}\n"
    assert values(only(read_kafka(text, "a.yml", NOTHING), KafkaClient).settings) == {"linger.ms": (0, 4)}


def test_a_line_of_jvm_options_may_be_for_some_jdks():
    """As Elasticsearch reads them."""
    text = "-Xmx1g\n8:-Xloggc:gc.log\n8-13:-XX:+UseConcMarkSweepGC\n14-:-XX:+UseG1GC\n"

    def flags(jdk):
        subjects = read_jvm(text, "jvm.options", Context(jdk=jdk))
        return {each.jdks: " ".join(flag.text for flag in each.flags) for each in subjects}

    assert flags(8) == {(8,): "-Xmx1g -Xloggc:gc.log -XX:+UseConcMarkSweepGC"}
    assert flags(17) == {(17,): "-Xmx1g -XX:+UseG1GC"}
    assert flags(None) == {(11,): "-Xmx1g -XX:+UseConcMarkSweepGC", (17, 21): "-Xmx1g -XX:+UseG1GC"}


@pytest.mark.parametrize("text", ["", "# all defaults\n", "-ea\n-Dkey=value\n"])
def test_jvm_options_may_hold_no_flag_to_speak_of(text):
    """The name says what it is."""
    assert only(read_jvm(text, "conf/jvm.options", NOTHING), JvmFlags).jdks == (11, 17, 21)


def test_flags_are_found_in_lines_variables_and_quotes():
    """Comments are not."""
    text = '# -XX:+UseZGC\nexport OPTS="-XX:+UseG1GC -Xmx1g \\\n  -Dkey=v"\n'
    found = only(read_jvm(text, "f", NOTHING), JvmFlags)
    assert [(each.text, each.setting.place.line) for each in found.flags] == [
        ("-XX:+UseG1GC", 2),
        ("-Xmx1g", 2),
        ("-Dkey=v", 3),
    ]
    with pytest.raises(BadInput, match="holds no flag of a JVM"):
        read_jvm("# nothing\n", "f", NOTHING)


def test_a_profile_knows_its_jdk_version_and_topic(in_profile):
    """And its flags."""
    (fault,) = in_profile("dead_jvm_flag", "jvm:\n  flags: [-XX:+AggressiveOpts]\n")
    assert (fault.place.line, fault.severity, fault.message) == (3, None, "JDK 17 drops it in silence")
    text = "deployment: {flink_version: 1.20.3}\nflink:\n  cluster.evenly-spread-out-slots: true\n"
    assert in_profile("key_of_another_flink", text) == []
    text = "python: {mode: thread}\n"
    (fault,) = in_profile("threads_share_interpreter", text)
    assert fault.place.line == 2


def test_a_broken_profile_is_refused_with_all_its_faults(in_profile):
    """As `advisor render` does."""
    with pytest.raises(BadInput) as refused:
        in_profile("two_collectors", "jobb: {}\noperators: {jdbc_sink: {batch_size: 0}}\n")
    assert len(str(refused.value).splitlines()) == 2


def test_a_variable_that_is_not_set_is_a_value_that_is_not_known(in_profile):
    """A commit hook has no environment of production."""
    assert in_profile("parallelism_over_slots", "operators: {jdbc_sink: {parallelism: '${P}'}}\n") == []
