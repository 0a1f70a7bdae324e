"""A patch changes one value and nothing else of the file."""

from difflib import ndiff

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.profile.patch import Patch, apply_patches
from advisor.profile.yaml_text import parse_yaml, value_of

TEXT = """\
# about this file
extends: base.yaml

operators:           # key == name == uid
  # the sink
  jdbc_sink:
    batch_size: 1      # one row a commit
    batch_interval_ms: 0
  # in braces
  enrichment: {parallelism: 1, chaining: false}  # flow
  kafka_source: {}
  dead_letters:        # nothing yet

kafka:
  consumer:
    max.poll.records: "5"  # quoted
    comma: 'it''s, {5}'

flink:
  env.java.opts.taskmanager: >-
    -XX:+UseG1GC
    -Xlog:gc

  # after the folded text
  taskmanager.numberOfTaskSlots: 4
# the end
"""
PLACES = [
    "operators.jdbc_sink.batch_size",
    "operators.jdbc_sink.parallelism",
    "operators.enrichment.parallelism",
    "operators.enrichment.batch_size",
    "operators.kafka_source.parallelism",
    "operators.dead_letters.parallelism",
    "operators.other.parallelism",
    "kafka.consumer.max.poll.records",
    "kafka.consumer.comma",
    "kafka.consumer.fetch.min.bytes",
    "flink.env.java.opts.taskmanager",
    "flink.taskmanager.memory.process.size",
    "python.bundle_size",
]


def patched(*changes, text=TEXT):
    return apply_patches(text, [Patch(path, None, value) for path, value in changes], "f.yaml")


def difference(after, before=TEXT):
    return [line for line in ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


def values(text):
    root = parse_yaml(text, "f.yaml")
    return value_of(root) if root else {}


def test_no_patch_leaves_the_text_as_it_is():
    """Byte for byte."""
    assert patched() == TEXT


def test_a_patch_to_the_value_that_is_there_leaves_the_text_as_it_is():
    """Not even the comment moves."""
    assert patched(("operators.jdbc_sink.batch_size", 1)) == TEXT


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            "operators.jdbc_sink.batch_size",
            500,
            ["-     batch_size: 1      # one row a commit", "+     batch_size: 500      # one row a commit"],
        ),
        (
            "operators.enrichment.parallelism",
            12,
            [
                "-   enrichment: {parallelism: 1, chaining: false}  # flow",
                "+   enrichment: {parallelism: 12, chaining: false}  # flow",
            ],
        ),
        (
            "operators.enrichment.chaining",
            True,
            [
                "-   enrichment: {parallelism: 1, chaining: false}  # flow",
                "+   enrichment: {parallelism: 1, chaining: true}  # flow",
            ],
        ),
        (
            "kafka.consumer.max.poll.records",
            7,
            ['-     max.poll.records: "5"  # quoted', "+     max.poll.records: 7  # quoted"],
        ),
        ("kafka.consumer.comma", "x", ["-     comma: 'it''s, {5}'", "+     comma: x"]),
        (
            "flink.env.java.opts.taskmanager",
            "-XX:+UseZGC",
            [
                "-   env.java.opts.taskmanager: >-",
                '+   env.java.opts.taskmanager: "-XX:+UseZGC"',
                "-     -XX:+UseG1GC",
                "-     -Xlog:gc",
            ],
        ),
    ],
)
def test_a_value_is_replaced_where_it_stands(path, value, expected):
    """Layout and comments are the author's: in a block, in braces, quoted, folded over lines."""
    assert difference(patched((path, value))) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("operators.jdbc_sink.parallelism", ["+     parallelism: 4"]),
        ("operators.other.parallelism", ["+   other:", "+     parallelism: 4"]),
        (
            "operators.kafka_source.parallelism",
            ["-   kafka_source: {}", "+   kafka_source: {parallelism: 4}"],
        ),
        (
            "operators.dead_letters.parallelism",
            ["-   dead_letters:        # nothing yet", "+   dead_letters: {parallelism: 4}        # nothing yet"],
        ),
        ("kafka.consumer.fetch.min.bytes", ["+     fetch.min.bytes: 4"]),
        ("flink.taskmanager.cpu.cores", ["+   taskmanager.cpu.cores: 4"]),
        ("python.bundle_size", ["+ ", "+ python:", "+   bundle_size: 4"]),
    ],
)
def test_an_inherited_value_is_set_in_the_overlay(path, expected):
    """At the end of its mapping, which is made as far as it is missing."""
    assert difference(patched((path, 4))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "a:\n  b: 1\n"),
        ("# only a comment", "# only a comment\na:\n  b: 1\n"),
        ("c: 2", "c: 2\n\na:\n  b: 1"),
        ("{c: 2}\n", "{c: 2, a: {b: 1}}\n"),
        ("---\nc: 2\n...\n", "---\nc: 2\n\na:\n  b: 1\n...\n"),
        ("a:\n    c: [1,\n      2]\nd: 3\n", "a:\n    c: [1,\n      2]\n    b: 1\nd: 3\n"),
        ("a:\n  c:\n  - 1\n  - 2\n", "a:\n  c:\n  - 1\n  - 2\n  b: 1\n"),
        ("a: null\n", "a: {b: 1}\n"),
        ("\ufeffa: {b: 2}\n", "\ufeffa: {b: 1}\n"),
    ],
)
def test_files_of_any_shape_take_a_new_value(text, expected):
    """Empty, without a last line break, in braces, with lists."""
    assert patched(("a.b", 1), text=text) == expected


def test_line_ends_stay_what_they_were():
    """A file from Windows, too."""
    text = TEXT.replace("\n", "\r\n")
    after = patched(("operators.jdbc_sink.parallelism", 4), ("python.bundle_size", 5), text=text)
    assert after.count("\n") == after.count("\r\n")


def test_a_place_that_would_change_something_else_is_refused():
    """Better no patch than a wrong one."""
    with pytest.raises(BadInput) as refused:
        patched(("a.b", 1), text="{a}\n")
    assert str(refused.value) == "f.yaml: a.b: its place in the file is too unusual to change; set it by hand"


@pytest.mark.parametrize("value", ["10 s", "a: b", "#no", "true", "5", "", "-XX:+UseG1GC -Xlog:gc*", 'say "x"', 1.5])
def test_text_is_written_so_that_it_reads_back_as_the_same_text(value):
    """Quoted only where it must be."""
    after = patched(("job.name", value))
    assert values(after)["job"]["name"] == value
    assert ("name: 10 s\n" in after) == (value == "10 s")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PLACES),
            st.one_of(st.integers(), st.booleans(), st.text(), st.floats(allow_nan=False, allow_infinity=False)),
        ),
        max_size=4,
    )
)
@example([("operators.jdbc_sink.batch_size", "-")])  # alone, a dash begins a list
def test_a_patched_file_reads_back_with_the_new_values_and_all_others(changes):
    """For any values, in every kind of place, one after the other; no comment is lost."""
    after = patched(*changes)
    expected = values(TEXT)
    for path, value in changes:
        *sections, key = Patch(path, None, value).keys
        node = expected
        for section in sections:
            node[section] = node.get(section) or {}
            node = node[section]
        node[key] = value
    assert values(after) == expected
    assert [line for line in TEXT.splitlines() if line.strip().startswith("#") and line not in after] == []


@given(st.dictionaries(st.from_regex(r"\A[a-z]{1,5}\Z"), st.integers(), min_size=1), st.integers())
def test_patching_back_gives_the_first_text_again(mapping, value):
    """Nothing is left behind."""
    text = "".join(f"{key}: {each}   # {key}\n" for key, each in mapping.items())
    key = next(iter(mapping))
    assert patched((key, mapping[key]), text=patched((key, value), text=text)) == text
