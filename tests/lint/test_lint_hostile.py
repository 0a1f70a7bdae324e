"""Whatever a file holds: findings, or one clear sentence; never a traceback, never a hang."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.lint.context import Context
from advisor.lint.formats import FORMATS
from advisor.lint.kinds import KINDS, READERS, kind_of
from advisor.lint.known.flink import NEWEST, options
from advisor.lint.known.kafka import listed_keys
from advisor.lint.lint import Reading, lint, read_file
from advisor.lint.read.profile import profile_subjects, read_profile, with_profile

NAMES = ("config.yaml", "flink-conf.yaml", "c.properties", "c.json", "c.yaml", "job.py", "jvm.options", "profile.yaml")
KEYS = sorted(
    options(NEWEST).names | listed_keys() | {"enable.auto.commit", "env.java.opts.all", "python.execution-mode"}
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["10 s", "-1", "1e999", "x: y"]),
)


# A billion, in few lines.
BOMB = "l0: &l0 [x, x]\n" + "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 10))


def outcome(text: str, name: str, kind: str | None = None) -> str:
    """What all rules and formats make of it, or the sentence that refuses it."""
    path = Path(name)
    try:
        told = kind or kind_of(path, text)
        if told == "profile":
            document = read_profile(path, {}, text)
            context = with_profile(Context(), document)
            subjects = tuple(profile_subjects(document, context))
        else:
            context = Context(gc_pause_ms=1.0, records_per_second=1.0, latency_budget_ms=1.0, slots=1.0, partitions=1)
            subjects = tuple(READERS[told](text, name, context))  # type: ignore[index]
    except BadInput as error:
        return str(error)
    result = lint([Reading(name, told, subjects, context, {name: text})])  # type: ignore[arg-type]
    return "".join(render(result) for render in FORMATS.values())


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(text=st.text(max_size=200))
def test_any_text_under_any_name(name: str, text: str) -> None:
    """Nothing of it is expected to make sense."""
    assert outcome(text, name)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(values=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8))
def test_any_value_under_any_known_key(kind: str, values: dict[str, object]) -> None:
    """Wrong types, infinities, line breaks; read as every kind."""
    lines = "".join(f"{key}: {value!r}\n" for key, value in values.items())
    assert outcome(lines, "f.yaml", kind)
    assert outcome(lines.replace(": ", "="), "f.properties", kind)
    program = "from confluent_kafka import Consumer, Producer\n"
    assert outcome(f"{program}Consumer({values!r})\nProducer({values!r})\n", "f.py")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("config.yaml", "a: &x [1, *x]\n", "config.yaml:1: has a YAML alias of itself; write the values out"),
        ("config.yaml", "a: &x {<<: *x}\n", "config.yaml:1: has a YAML alias of itself; write the values out"),
        ("config.yaml", BOMB, "config.yaml:2: has more YAML aliases than any configuration; write the values out"),
        ("config.yaml", "rest.port: 1\nrest.port: 2\n", "config.yaml:2: rest.port: stands twice, first in line 1"),
        ("config.yaml", "a: {" * 5_000, "config.yaml: is nested too deeply"),
        ("config.yaml", "a: !!python/object:os.system x\n", "config.yaml:1: YAML tags are not read here"),
        ("config.yaml", "- 1\n- 2\n", "config.yaml: must be a mapping of sections, is a list"),
        ("config.yaml", "a: [1\n", "config.yaml:2: is no YAML"),
        ("config.yaml", "---\n" * 1_000, "config.yaml: has more than 500 YAML documents"),
        ("c.json", '{"a": 1', "c.json:1: is no YAML"),
        ("c.json", '{"bootstrap.servers": "k", "bootstrap.servers": "k"}', "c.json:1: bootstrap.servers: stands twice"),
        ("flink-conf.yaml", "\x00\x01\x02", "flink-conf.yaml: has no line of the form"),
        ("job.py", "def f(:\n", "job.py:1: is no Python"),
        ("job.py", "x = '\x00'\n", "job.py:"),
        ("job.py", "(" * 10_000, "job.py"),
        ("job.py", "x = " + "-" * 20_000 + "1\n", "job.py"),
        ("job.py", "x = " + "1+" * 20_000 + "1\n", ""),
    ],
)
def test_hostile_text_ends_in_one_sentence(name: str, text: str, sentence: str) -> None:
    """With file and, where there is one, line."""
    told = outcome(text, name)
    assert told.startswith(sentence)
    assert sentence == "" or len(told.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "raw", "sentence"),
    [
        ("config.yaml", b"a: 1\n" * 2_000_000, "is larger than 1,000,000 bytes, which no file is"),
        ("config.yaml", b"a: \xff\xfe\n", "is no UTF-8 text (byte 3)"),
        ("c.properties", b"\x7fELF\x02\x01\x01\x00", "nothing tells which kind"),
        ("flink-conf.yaml", b"".join(b"rest.x%d: 1\n" % each for each in range(2_001)), "has 2,001 settings"),
    ],
)
def test_files_that_are_none_end_in_one_sentence(tmp_path: Path, name: str, raw: bytes, sentence: str) -> None:
    """10 MB, binary, far too many settings."""
    (tmp_path / name).write_bytes(raw)
    with pytest.raises(BadInput) as refused:
        read_file(tmp_path / name, None, Context(), {})
    assert sentence in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("jvm.options", "\n" * 900_000 + "x"),
        ("jvm.options", "-XX:+UseG1GC " + "-" * 900_000),
        ("jvm.options", "a" * 900_000),
        ("c.properties", "a" * 900_000),
        ("c.properties", "a" + " " * 900_000 + "b"),
        ("flink-conf.yaml", "rest.port: 1\n" + "# narrows: ignore[" * 40_000),
        ("flink-conf.yaml", "rest." + "x" * 900_000 + ": 1\n"),
    ],
)
def test_nothing_takes_longer_than_the_text_is_long(name: str, text: str) -> None:
    """Each of these would keep a careless pattern busy for hours."""
    assert outcome(text, name)


def test_secrets_are_never_told() -> None:
    """Not even where their key is wrong, or their line is."""
    text = "s3.secret-key: hunter2\nsecurity.ssl.keystore-pasword: hunter2\nsasl.password=hunter2\n"
    assert "hunter2" not in outcome(text, "flink-conf.yaml")
    assert "security.ssl.keystore-password" in outcome(text, "flink-conf.yaml")
    properties = "bootstrap.servers=k\nsasl.pasword=hunter2\nsasl.jaas.config=x password=hunter2\n"
    assert "hunter2" not in outcome(properties, "c.properties")
    program = 'Consumer({"sasl.passwort": "hunter2", "max.poll.records": "hunter2", "session.timeout.ms": "hunter2"})'
    assert "hunter2" not in outcome(program, "p.py")
