"""A profile's values: what it extends, then the environment, and the place of each."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.profile.document import read_document, split_path
from advisor.profile.variables import FromEnvironment, typed


@pytest.fixture
def write(tmp_path):
    def write(text, name="mine.yaml"):
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


def test_a_file_that_extends_nothing_is_taken_as_it_is(write):
    """No variable, no base: nothing happens to it."""
    assert read_document(write("a: {b: 1}\n"), {}).values == {"a": {"b": 1}}


def test_an_overlay_wins_key_by_key_through_all_levels(write):
    """Mappings are merged, anything else is replaced whole."""
    write("a: {b: 1, c: [1, 2], d: {e: 1, f: 1}}\n", "base.yaml")
    write("extends: base.yaml\na: {c: [3], d: {f: 2}}\n", "team.yaml")
    document = read_document(write("extends: team.yaml\na: {d: {e: 3}}\n"), {})
    assert document.values == {"a": {"b": 1, "c": [3], "d": {"e": 3, "f": 2}}}


def test_an_extended_file_is_found_beside_the_file_that_names_it(write, tmp_path):
    """Whatever the working directory is."""
    (tmp_path / "shared").mkdir()
    write("a: 1\n", "shared/base.yaml")
    write("extends: base.yaml\n", "shared/team.yaml")
    assert read_document(write("extends: shared/team.yaml\n"), {}).values == {"a": 1}


def test_every_value_knows_its_file_and_line(write):
    """Lines count from 1; a value of the base names the base; a missing one its mapping."""
    base = write("\na:\n  b: 1\n  c: 2\n", "base.yaml")
    path = write("extends: base.yaml\n# comment\na:\n\n  c: 3\n")
    document = read_document(path, {})
    assert str(document.place(("a", "b"))) == f"{base}:3"
    assert str(document.place(("a", "c"))) == f"{path}:5"
    assert str(document.place(("a", "x"))) == f"{path}:3"
    assert str(document.place(("x",))) == f"{path}:1"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nextends: gone.yaml\n", "{mine}:2: extends: there is no file {folder}/gone.yaml"),
        ("extends: [a, b]\n", "{mine}:1: extends: must name one file, relative to this one"),
        (
            "extends: ${BASE}\n",
            "{mine}:1: extends: is '${{BASE}}', and variables are not replaced here; name the file",
        ),
        ('extends: "a\\0b"\n', "{mine}:1: extends: must name one file, relative to this one"),
        ("extends: mine.yaml\n", "{mine}:1: extends: {mine} extends itself, through mine.yaml"),
        (
            "extends: other.yaml\n",
            "{folder}/other.yaml:1: extends: {mine} extends itself, through mine.yaml -> other.yaml",
        ),
    ],
)
def test_what_cannot_be_extended_is_told_with_the_line_that_asks_for_it(write, tmp_path, text, sentence):
    """A cycle with its way."""
    write("extends: mine.yaml\n", "other.yaml")
    path = write(text)
    with pytest.raises(BadInput) as refused:
        read_document(path, {})
    assert str(refused.value) == sentence.format(mine=path, folder=tmp_path)


def test_a_variable_is_put_in_wherever_it_stands(write):
    """Alone, inside a text, in a list, in quotes, twice."""
    path = write("a: ${X}\nb: 'x-${X}-${X}'\nc: [\"${X}\"]\n")
    assert read_document(path, {"X": "1"}).values == {"a": "1", "b": "x-1-1", "c": ["1"]}


@pytest.mark.parametrize(("environ", "value"), [({}, "d"), ({"X": ""}, "d"), ({"X": "v"}, "v")])
def test_a_default_stands_in_for_a_variable_that_is_not_set_or_empty(write, environ, value):
    """As in a shell."""
    assert read_document(write("a: ${X:-d}\n"), environ).values == {"a": value}


def test_a_value_of_the_environment_is_not_looked_into(write):
    """No variable in a variable, no YAML in a value."""
    assert read_document(write("a: ${X}\n"), {"X": "${Y}: [*z"}).values == {"a": "${Y}: [*z"}


def test_kafkas_own_references_are_left_to_kafka(write):
    """They are resolved on the cluster by config.providers."""
    path = write("a: ${file:/run/secrets/k.properties:password}\n")
    assert read_document(path, {}).values == {"a": "${file:/run/secrets/k.properties:password}"}


@pytest.mark.parametrize(
    ("text", "value"),
    [("$${C}", "${C}"), ("a-$${C}-${X}", "a-${C}-1"), ("$X and $", "$X and $"), ("${env:HOME}", "${env:HOME}")],
)
def test_a_dollar_may_be_meant(write, text, value):
    """Two of them before a brace stand for one."""
    document = read_document(write(f"a: '{text}'\n"), {"X": "1", "C": "2"})
    assert (document.values, dict(document.unreadable)) == ({"a": value}, {})


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("${A-b}", "${A-b}"),
        ("${}", "${}"),
        ("${A:+x}", "${A:+x}"),
        ("${A:?x}", "${A:?x}"),
        ("x${J:-de-${X}}", "${J:-de-${X}"),
        ("${A", "${A"),
    ],
)
def test_a_form_that_nobody_resolves_is_told(write, text, form):
    """It would go through as it stands, into the job's files."""
    document = read_document(write(f"a: '{text}'\n"), {"A": "1", "J": "1", "X": "1"})
    assert dict(document.unreadable) == {
        ("a",): f"has {form}, which is no variable; write ${{NAME}} or ${{NAME:-default}}, and $${{ for a plain ${{"
    }


def test_every_variable_that_is_not_set_is_told_with_file_line_key_and_name(write):
    """All of them; the cure stands beside."""
    path = write("a: {b: '${X}'}\nc: ${Y}\n")
    assert read_document(path, {"X": ""}).unset == {
        (
            "a",
            "b",
        ): f"{path}:1: a.b: the environment variable X is not set (or empty); set it, or write ${{X:-default}}",
        ("c",): f"{path}:2: c: the environment variable Y is not set (or empty); set it, or write ${{Y:-default}}",
    }


def test_a_variable_that_an_overlay_replaces_is_not_asked_for(write):
    """Only what is left after merging counts."""
    write("a: ${X}\n", "base.yaml")
    document = read_document(write("extends: base.yaml\na: 1\n"), {})
    assert (document.values, document.unset) == ({"a": 1}, {})


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_value_of_a_variable_is_taken_as_it_is(tmp_path_factory, value):
    """However hostile the environment."""
    path = tmp_path_factory.getbasetemp() / "variable.yaml"
    path.write_text("a: ${X:-}\n")
    assert read_document(path, {"X": value}).values == {"a": value}


@pytest.mark.parametrize(("text", "value"), [("5432", 5432), ("0.5", 0.5), ("true", True), ("orders", "orders")])
def test_a_variable_spells_a_number_or_truth_value_where_a_field_wants_one(text, value):
    """Text from a file stays text: only the environment has no types."""
    assert typed(FromEnvironment(text)) == value
    assert typed(text) == text


def test_a_dotted_path_keeps_flinks_and_kafkas_keys_whole():
    """Their dots are part of the key."""
    assert split_path("operators.jdbc_sink.batch_size") == ("operators", "jdbc_sink", "batch_size")
    assert split_path("flink.taskmanager.memory.process.size") == ("flink", "taskmanager.memory.process.size")
    assert split_path("kafka.consumer.max.poll.records") == ("kafka", "consumer", "max.poll.records")
    assert split_path("kafka.consumer") == ("kafka", "consumer")


def test_a_text_stands_for_the_files_own(write):
    """To look at a change before it is written."""
    write("a: 1\nb: 1\n", "base.yaml")
    path = write("extends: base.yaml\n")
    assert json.dumps(read_document(path, {}, "extends: base.yaml\nb: 2\n").values) == '{"a": 1, "b": 2}'
