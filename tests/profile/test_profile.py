"""A profile is taken whole, or refused with one line a fault: file, line, key, value, what is allowed."""

import pytest

from advisor.errors import BadInput
from advisor.profile.document import read_document
from advisor.profile.profile import find_faults, load_profile
from advisor.profile.render import flink_conf
from advisor.profile.render.flink_settings import flink_settings

ENVIRONMENT = {
    "NARROWS_PASSWORD_FILE": "/run/secrets/pg",
    "KAFKA_BOOTSTRAP_SERVERS": "kafka:9092",
    "PGHOST": "db",
}
KAFKA_KEYS = (
    "bootstrap_servers, topic, group_id, start_from, bounded, partition_discovery_interval_ms, "
    "dead_letter_topic, consumer, producer"
)
A_TOPIC = "must be a topic's name as Kafka takes it: letters, digits, dots, _ and -, at most 249"


def faults(path, environ=None):
    with pytest.raises(BadInput) as refused:
        load_profile(path, environ or {})
    return str(refused.value).splitlines()


@pytest.mark.parametrize("path", sorted((flink_conf() / "profiles").glob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_profiles_are_valid(path):
    """No complaint about what we ship ourselves."""
    assert load_profile(path, ENVIRONMENT).job.max_parallelism == 128


@pytest.mark.parametrize("path", sorted((flink_conf() / "profiles").glob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_jvm_options_are_none_that_jdk_17_dropped(path):
    """It ignores them in silence, so nobody would notice."""
    options = str(flink_settings(load_profile(path, ENVIRONMENT))["env.java.opts.taskmanager"])
    assert not [gone for gone in ("PrintGC", "Xloggc", "UseGCLogFileRotation", "UseConcMarkSweepGC") if gone in options]


def test_an_overlay_sets_only_what_differs(profiles):
    """The rest comes from the file it extends, also inside a section."""
    path = profiles("extends: base.yaml\noperators:\n  jdbc_sink: {batch_size: 7}\n")
    sink = load_profile(path, {}).operators.jdbc_sink
    assert (sink.batch_size, sink.batch_interval_ms) == (7, 200)


def test_an_operator_is_found_by_its_uid(profiles):
    """As Flink's REST API and a report name it."""
    profile = load_profile(profiles("extends: base.yaml\n"), {})
    assert profile.operator("jdbc_sink") == profile.operators.jdbc_sink
    assert profile.operator("somebody_elses") is None


def test_a_variable_takes_the_type_that_its_field_wants(profiles):
    """A port is a number; a database called 2024 is a name; Flink's keys stay text."""
    text = "extends: base.yaml\nkafka: {bounded: '${B}'}\nflink: {a: '${B}'}\nlimits: {target_utilization: '${U}'}\n"
    profile = load_profile(profiles(text), {"PGPORT": "6000", "PGDATABASE": "2024", "B": "true", "U": "0.5"})
    assert (profile.database.port, profile.database.name, profile.kafka.bounded) == (6000, "2024", True)
    assert (profile.flink["a"], profile.limits.target_utilization) == ("true", 0.5)


def test_null_unsets_what_the_base_says(profiles):
    """Of Flink's and Kafka's own keys, of lists, of whole sections: the default is back, or nothing."""
    profiles(
        "extends: base.yaml\nkafka: {consumer: {fetch.min.bytes: 1}}\njvm: {flags: [-Xint]}\n"
        "advisor: {suppress: {lag_grows: 'a reason that is long'}}\ndeployment: {flink_version: 1.20.1}\n",
        "team.yaml",
    )
    path = profiles(
        "extends: team.yaml\nflink: {taskmanager.memory.process.size: null}\n"
        "kafka: {consumer: {fetch.min.bytes: null}}\n"
        "python: {files: null, archives: null}\njvm: {flags: null}\nadvisor: {suppress: {lag_grows: null}}\n"
        "deployment: null\n"
    )
    profile = load_profile(path, {})
    assert "taskmanager.memory.process.size" not in profile.flink
    assert (profile.kafka.consumer, profile.python.files, profile.python.archives) == ({}, (), ())
    assert (profile.jvm.flags, profile.advisor.suppress) == ((), {})
    assert profile.deployment.flink_version == "2.3.0"


def test_the_keys_of_others_keep_their_numbers_as_they_are_written(profiles):
    """Verbatim is what Flink and Kafka get; only what reads back the same is a number."""
    text = (
        "flink: {a: 5, b: 1_000, c: 1.5e10, d: 0x10, e: 1.50, f: 0.5, g: true, h: 010}\nkafka: {consumer: {i: 1_0}}\n"
    )
    profile = load_profile(profiles(f"extends: base.yaml\n{text}"), {})
    assert {key: profile.flink[key] for key in "abcdefgh"} == {
        "a": 5,
        "b": "1_000",
        "c": "1.5e10",
        "d": "0x10",
        "e": "1.50",
        "f": 0.5,
        "g": True,
        "h": "010",
    }
    assert profile.kafka.consumer == {"i": "1_0"}


def test_a_path_may_have_spaces(profiles):
    """So do people's home folders."""
    path = profiles("extends: local.yaml\n")
    assert load_profile(path, {"NARROWS_PASSWORD_FILE": "/home/a b/p"}).database.password_file == "/home/a b/p"


@pytest.mark.parametrize(
    "text",
    [
        "kafka: {bootstrap_servers: 'SASL_SSL://a.b-c:9092,[::1]:9092,kafka_1:9092'}",
        "kafka: {topic: Orders_v1.eu-west}",
        "database: {table: 'public.Größe'}",
        "database: {table: orders.public.t}",
    ],
)
def test_names_and_addresses_are_taken_as_kafka_and_postgres_take_them(profiles, text):
    """In all their forms."""
    assert load_profile(profiles(f"extends: base.yaml\n{text}\n"), {}).job.name == "orders"


def test_a_date_needs_no_quotes(profiles):
    """YAML has its own idea of dates, which nobody wants here."""
    path = profiles("extends: base.yaml\nkafka: {start_from: 2026-01-31T12:00:00Z}\n")
    assert load_profile(path, {}).kafka.start_from == "2026-01-31T12:00:00Z"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("operators: {enrichment: {parallelism: 0}}", "operators.enrichment.parallelism: is 0, must be at least 1"),
        (
            "operators: {jdbc_sink: {batch_size: many}}",
            "operators.jdbc_sink.batch_size: is 'many', must be a whole number",
        ),
        ("operators: {jdbc_sink: {batch_size: '5'}}", "operators.jdbc_sink.batch_size: is '5', must be a whole number"),
        (
            "operators: {jdbc_sink: {batch_size: 99999999999}}",
            "operators.jdbc_sink.batch_size: is 99999999999, must be at most 2147483647",
        ),
        (
            "operators: {jdbc_sink: {batch_interval_ms: -1}}",
            "operators.jdbc_sink.batch_interval_ms: is -1, must be at least 0",
        ),
        (
            "operators: {jdbc_sink: {batchsize: 5}}",
            "operators.jdbc_sink.batchsize: there is no such key; did you mean batch_size?",
        ),
        ("kafkaa: {}", "kafkaa: there is no such key; did you mean kafka?"),
        ("kafka: {zookeeper: x}", f"kafka.zookeeper: there is no such key; known here: {KAFKA_KEYS}"),
        ("kafka: brokers", "kafka: is 'brokers', must be a section with keys and values"),
        ("kafka:", "kafka: is empty, must be a section with keys and values"),
        ("kafka: {topic: ''}", "kafka.topic: is '', must be text without spaces, and not empty"),
        ("kafka: {topic: my topic}", "kafka.topic: is 'my topic', must be text without spaces, and not empty"),
        ("kafka: {topic: 5}", "kafka.topic: is 5, must be text: put it in quotes"),
        (
            "deployment: {flink_version: 1.20}",
            "deployment.flink_version: is 1.2, must be text: put it in quotes",
        ),
        (
            'kafka: {group_id: "a\\nb"}',
            "kafka.group_id: is 'a\\nb', must be text on one line, without control characters",
        ),
        (
            "kafka: {topic: 'orders#1'}",
            f"kafka.topic: is 'orders#1', {A_TOPIC}",
        ),
        (
            "kafka: {dead_letter_topic: é}",
            f"kafka.dead_letter_topic: is 'é', {A_TOPIC}",
        ),
        (
            "kafka: {bootstrap_servers: 'a:9092,b'}",
            "kafka.bootstrap_servers: is 'a:9092,b', must be host:port, or several with commas between",
        ),
        ("database: {table: a.b.c.d}", "database.table: is 'a.b.c.d', must be schema.table or table"),
        ("database: {table: a..b}", "database.table: is 'a..b', must be schema.table or table"),
        ("kafka: {bounded: maybe}", "kafka.bounded: is 'maybe', must be true or false"),
        (
            "kafka: {start_from: yesterday}",
            "kafka.start_from: is 'yesterday', must be committed, earliest, latest or an ISO timestamp, "
            "such as 2026-01-31T12:00:00+00:00",
        ),
        ("kafka: {consumer: [a]}", "kafka.consumer: is ['a'], must be a mapping of keys and values"),
        ("kafka: {consumer: {a: [1]}}", "kafka.consumer.a: is [1], must be text, a number, true or false"),
        (
            "flink: {taskmanager: {memory: 1}}",
            "flink.taskmanager: is a mapping, must be one value; write the key in one piece, joined with dots",
        ),
        ("flink: {a b: 1}", "flink.a b: is 'a b', must be text without spaces, and not empty"),
        ("enrichment: {mode: both}", "enrichment.mode: is 'both', must be batch or record"),
        (
            "enrichment: {function: enrich}",
            "enrichment.function: is 'enrich', must be module:function, such as jobs.examples.orders:enrich",
        ),
        (f"flink: {{{'k' * 256}: 1}}", f"flink.{'k' * 256}: is '{'k' * 59}..., must be at most 255 characters"),
        ("database: {password_env: null, password_file: ''}", "database.password_file: is '', must be not empty"),
        ("database: {port: 65536}", "database.port: is 65536, must be at most 65535"),
        ("database: {key: order_id}", "database.key: is 'order_id', must be a list, such as [order_id]"),
        ("database: {key: []}", "database.key: is [], must be at least one"),
        ("database: {key: [a, 1]}", "database.key.1: is 1, must be text: put it in quotes"),
        ("database: {key: [a b]}", "database.key.0: is 'a b', must be text without spaces, and not empty"),
        ("jvm: {flags: -Xmx1g}", "jvm.flags: is '-Xmx1g', must be a list, such as [-Xmx1g]"),
        ("jvm: {flags: 7}", "jvm.flags: is 7, must be a list"),
        (
            "operators: {enrichment: {parallelism: true}}",
            "operators.enrichment.parallelism: is true, must be a whole number",
        ),
        ("limits: {target_utilization: x}", "limits.target_utilization: is 'x', must be a number"),
        ("limits: {target_utilization: .nan}", "limits.target_utilization: is '.nan', must be a number"),
        ("limits: {target_utilization: 0}", "limits.target_utilization: is 0, must be more than 0"),
        ("limits: {target_utilization: 1.5}", "limits.target_utilization: is 1.5, must be at most 1"),
        ("flink: null", "flink: is empty, must be a mapping of keys and values"),
        ("job: {name: null}", "job.name: is empty, must be text"),
        (
            f"job: {{name: '{'long ' * 99}'}}",
            f"job.name: is '{'long ' * 11}long..., must be text without spaces, and not empty",
        ),
        (
            "database: {host: '${NO_SUCH}'}",
            "database.host: the environment variable NO_SUCH is not set (or empty); "
            "set it, or write ${NO_SUCH:-default}",
        ),
    ],
)
def test_a_fault_is_one_sentence_with_its_place_and_what_is_allowed(profiles, text, sentence):
    """For the person at 3 AM."""
    path = profiles(f"extends: base.yaml\n\n{text}\n")
    assert faults(path) == [f"{path}:3: {sentence}"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "extends: null\n"])
def test_an_empty_profile_is_told_what_to_begin_with(profiles, text):
    """In one sentence, not one for each section that it lacks."""
    path = profiles(text)
    assert faults(path) == [
        f"{path}:1: is empty; begin with `extends: base.yaml`, or with another profile to start from"
    ]


def test_a_variable_of_the_wrong_type_shows_the_value_it_has(profiles):
    """The line is that of the file, the value that of the environment."""
    base = profiles("", "mine.yaml").with_name("base.yaml")
    line = base.read_text().splitlines().index("  port: ${PGPORT:-5432}") + 1
    assert faults(base, {"PGPORT": "many"}) == [f"{base}:{line}: database.port: is 'many', must be a whole number"]


def test_a_missing_key_is_told_where_its_section_stands(profiles):
    """Without `extends` everything must be there."""
    path = profiles("\njob: {name: a}\n")
    told = faults(path)
    assert f"{path}:2: job.max_parallelism: is missing" in told
    assert f"{path}:1: kafka: is missing" in told


def test_all_faults_come_in_one_run(profiles):
    """Nobody wants to mend a file five times: fields, rules across fields and variables."""
    path = profiles(
        "extends: base.yaml\njob: {name: 1}\nkafka: {topic: ''}\ndatabase: {user: '${NOBODY}', password_file: /x}\n"
        "operators: {enrichment: {parallelism: 200}}\n"
    )
    assert [fault.split(": ")[1] for fault in faults(path)] == [
        "database.user",
        "job.name",
        "kafka.topic",
        "database",
        "operators.enrichment.parallelism",
    ]


def test_a_fault_in_the_extended_file_names_that_file(profiles):
    """The line is where the value stands."""
    base = profiles("extends: base.yaml\n\noperators: {enrichment: {parallelism: -1}}\n", "team.yaml")
    path = profiles("extends: team.yaml\n")
    assert faults(path) == [f"{base}:3: operators.enrichment.parallelism: is -1, must be at least 1"]


@pytest.mark.parametrize(
    ("text", "environ"),
    [
        ("deployment: {prometheus: {targets: ['u:hunter2@jm:9249']}}", {}),
        ("database: {key: ['a b password=hunter2']}", {}),
        ("database: {password_env: 'hunter2!'}", {}),
        ("database: {password_env: '${PW}'}", {"PW": "hunter2!"}),
        ("database: {password: hunter2}", {}),
        ("kafka: {topic: 'password=hunter2'}", {}),
    ],
)
def test_a_secret_is_told_once_and_never_repeated(profiles, text, environ):
    """Not by the sentence of a field that would refuse it anyway either."""
    (told,) = faults(profiles(f"extends: base.yaml\n{text}\n"), environ)
    assert "hunter2" not in told


def test_what_depends_on_an_unset_variable_is_no_fault_yet(profiles):
    """A change to the rest of the profile can be checked without the cluster's environment."""
    path = profiles("extends: slow.yaml\ndatabase: {port: '${P}', key: ['${K}']}\n")
    assert find_faults(read_document(path, {})) == []
