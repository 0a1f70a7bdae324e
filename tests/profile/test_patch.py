"""A patch changes one value and nothing else of the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.profile.document import parse_yaml
from advisor.profile.patch import Patch, apply_patches

TEXT = """\
# about this file
extends: base.yaml

operators:
  # the sink
  jdbc_sink:
    batch_size: 1      # one row a commit
    batch_interval_ms: 0
  enrichment: {parallelism: 1, chaining: false}  # flow
"""


def patched(*patches, text=TEXT):
    return apply_patches(text, [Patch(path, None, value) for path, value in patches], "f.yaml")


def test_no_patch_leaves_the_text_as_it_is():
    """Byte for byte."""
    assert patched() == TEXT


def test_a_value_in_a_block_is_replaced_and_its_comment_stays():
    """The difference is one token."""
    assert patched(("operators.jdbc_sink.batch_size", 500)) == TEXT.replace("batch_size: 1 ", "batch_size: 500 ")


def test_a_value_in_braces_is_replaced_in_place():
    """The layout is the author's."""
    assert patched(("operators.enrichment.parallelism", 12)) == TEXT.replace("{parallelism: 1,", "{parallelism: 12,")


def test_the_last_value_in_braces_is_replaced_in_place():
    """Up to the brace, not through it."""
    assert patched(("operators.enrichment.chaining", True)) == TEXT.replace("chaining: false}", "chaining: true}")


def test_an_inherited_key_is_set_in_the_mapping_that_is_there():
    """Before its first key, with its indentation."""
    assert patched(("operators.jdbc_sink.parallelism", 4)) == TEXT.replace(
        "    batch_size: 1 ", "    parallelism: 4\n    batch_size: 1 "
    )


def test_an_inherited_key_goes_into_braces_too():
    """Flow stays flow."""
    assert "{max_parallelism: 8, parallelism: 1, chaining: false}" in patched(
        ("operators.enrichment.max_parallelism", 8)
    )


def test_an_inherited_operator_is_added_to_its_section():
    """The mapping path is made as far as it is missing."""
    text = patched(("operators.kafka_source.parallelism", 4))
    assert parse_yaml(text, "f")["operators"]["kafka_source"] == {"parallelism": 4}
    assert "  kafka_source:\n    parallelism: 4\n" in text


def test_a_missing_section_is_added_and_the_rest_stays():
    """Beside the file's first key."""
    text = patched(("python.bundle_size", 5000))
    assert parse_yaml(text, "f")["python"]["bundle_size"] == 5000
    assert text.replace("python:\n  bundle_size: 5000\n", "") == TEXT


def test_a_quoted_value_is_replaced_whole():
    """Quotes belong to the old value."""
    text = "flink:\n  execution.checkpointing.interval: '10 s'  # often\n"
    changed = apply_patches(text, [Patch("flink.x", None, 1)], "f")
    assert "x: 1" in changed
    assert text.splitlines()[1] in changed


@given(st.integers(), st.sampled_from(["operators.jdbc_sink.batch_size", "operators.enrichment.parallelism", "job.n"]))
def test_a_patched_file_reads_back_with_the_new_value_and_all_others(value, path):
    """For any whole number, in every kind of place."""
    before, after = parse_yaml(TEXT, "f"), parse_yaml(patched((path, value)), "f")
    node = after
    for key in path.split("."):
        node = node[key]
    assert node == value
    assert after["extends"] == before["extends"]
    assert after["operators"]["jdbc_sink"]["batch_interval_ms"] == 0


@pytest.mark.parametrize("value", ["10 s", "a: b", "#no", "true", "5", "", "-XX:+UseG1GC -Xlog:gc*", 'say "x"', 1.5])
def test_text_is_written_so_that_it_reads_back_as_the_same_text(value):
    """Quoted only where it must be."""
    assert parse_yaml(patched(("job.name", value)), "f")["job"]["name"] == value
