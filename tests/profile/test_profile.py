"""A profile is taken whole, or refused with one line a fault: file, line, key, value, what is allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.profile.document import parse_yaml, read_document
from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf

ENVIRONMENT = {
    "NARROWS_PASSWORD_FILE": "/run/secrets/pg",
    "KAFKA_BOOTSTRAP_SERVERS": "kafka:9092",
    "PGHOST": "db",
}


@pytest.mark.parametrize("path", sorted((flink_conf() / "profiles").glob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_profiles_are_valid(path):
    """No complaint about what we ship ourselves."""
    assert load_profile(path, ENVIRONMENT).job.name == "orders"


def test_an_overlay_sets_only_what_differs(profiles):
    """The rest comes from the file it extends, also inside a section."""
    path = profiles("extends: base.yaml\noperators:\n  jdbc_sink: {batch_size: 7}\n")
    sink = load_profile(path, {}).operators.jdbc_sink
    assert (sink.batch_size, sink.batch_interval_ms) == (7, 200)


def test_a_variable_takes_the_type_its_text_has(profiles):
    """A port from the environment is a number."""
    path = profiles("extends: base.yaml\n")
    database = load_profile(path, {"PGPORT": "6000"}).database
    assert (database.port, database.host) == (6000, "localhost")


def test_a_variable_inside_a_text_stays_text(profiles):
    """Only a value that is nothing but a variable can be a number."""
    path = profiles("extends: base.yaml\njob: {name: 'orders-${N:-1}'}\n")
    assert load_profile(path, {}).job.name == "orders-1"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "operators:\n  enrichment:\n    parallelism: 0\n",
            "{file}:4: operators.enrichment.parallelism: is 0, must be",
        ),
        (
            "operators: {jdbc_sink: {batch_size: many}}\n",
            "{file}:2: operators.jdbc_sink.batch_size: is 'many', must be",
        ),
        (
            "operators: {jdbc_sink: {batchsize: 5}}\n",
            "{file}:2: operators.jdbc_sink.batchsize: there is no such key; did you mean batch_size?",
        ),
        ("kafkaa: {}\n", "{file}:2: kafkaa: there is no such key; did you mean kafka?"),
        ("kafka: {start_from: yesterday}\n", "{file}:2: kafka.start_from: is 'yesterday', must be committed, earliest"),
        ("enrichment: {mode: both}\n", "{file}:2: enrichment.mode: is 'both', must be 'batch' or 'record'"),
        ("enrichment: {function: enrich}\n", "{file}:2: enrichment.function: is 'enrich', must be text like"),
        ("database: {password: hunter2}\n", "{file}:2: database.password: a secret does not belong in a profile"),
        ("database: {password_file: /x}\n", "database: must be exactly one of password_env and password_file"),
        ("database: {host: '${NO_SUCH_VARIABLE}'}\n", "{file}:2: database.host: the environment variable NO_SUCH_V"),
        ("kafka: {consumer: {sasl.jaas.config: 'x password=\"s\"'}}\n", "kafka.consumer: must be no secret"),
        ("flink: {env.java.opts.all: -Xmx1g}\n", "must be not env.java.opts.all: it replaces the --add-opens"),
        ("operators: {enrichment: {parallelism: 200}}\n", "operators.enrichment.parallelism 200 at most job.max_para"),
        ("job: {name: a, name: b}\n", '{file}:2: found duplicate key "name"'),
        ("job: &a {name: b}\n", "{file}: uses YAML anchors or aliases"),
        ("job: [\n", "{file}:"),
        ("extends: nowhere.yaml\n", ""),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_is_allowed(profiles, text, sentence):
    """One sentence each, for the person at 3 AM."""
    prefix = "" if text.startswith("extends") else "extends: base.yaml\n"
    path = profiles(prefix + text)
    with pytest.raises(BadInput) as refused:
        load_profile(path, {})
    assert sentence.format(file=path) in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_all_faults_come_in_one_run(profiles):
    """Nobody wants to mend a file five times."""
    path = profiles("extends: base.yaml\njob: {name: 1, max_parallelism: 0}\nkafka: {topic: ''}\n")
    with pytest.raises(BadInput) as refused:
        load_profile(path, {})
    assert len(str(refused.value).splitlines()) == 3


def test_a_fault_in_the_extended_file_names_that_file(profiles):
    """The line is where the value stands."""
    base = profiles("extends: base.yaml\n\noperators: {enrichment: {parallelism: -1}}\n", "team.yaml")
    path = profiles("extends: team.yaml\n")
    with pytest.raises(BadInput, match=rf"^{base}:3: operators\.enrichment\.parallelism: is -1"):
        load_profile(path, {})


def test_two_files_that_extend_each_other_are_refused(profiles):
    """Instead of reading for ever."""
    path = profiles("extends: other.yaml\n")
    profiles("extends: mine.yaml\n", "other.yaml")
    with pytest.raises(BadInput, match=r"extends itself"):
        load_profile(path, {})


def test_a_huge_file_is_refused_before_it_is_parsed(profiles):
    """Ten megabytes are no profile."""
    path = profiles("a: " + "x" * 10_000_000)
    with pytest.raises(BadInput, match="a profile has at most 1,000,000"):
        load_profile(path, {})


def test_a_missing_file_and_bytes_that_are_no_text_are_told_apart(profiles, tmp_path):
    """Both are the user's to mend, in different ways."""
    with pytest.raises(BadInput, match="there is no such profile"):
        load_profile(tmp_path / "absent.yaml", {})
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInput, match="is no UTF-8 text"):
        load_profile(tmp_path / "binary.yaml", {})


@given(st.text(max_size=200))
def test_any_text_is_a_mapping_or_bad_input(text):
    """The parser never raises anything else."""
    try:
        assert parse_yaml(text, "f") is not None
    except BadInput as refused:
        assert str(refused).startswith("f")  # noqa: PT017  either outcome is right; this one has a form


def test_every_value_knows_its_place(profiles):
    """Lines count from 1, the base's values name the base."""
    path = profiles("extends: base.yaml\n# comment\noperators:\n  jdbc_sink:\n    batch_size: 9\n")
    document = read_document(path, {})
    assert str(document.place(("operators", "jdbc_sink", "batch_size"))) == f"{path}:5"
    assert document.place(("kafka", "topic")).file.endswith("base.yaml")
