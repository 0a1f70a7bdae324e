"""Key groups that do not divide: first where they do, or nearly."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "uneven_max_parallelism"
TEXT = "parallelism.default: {}\npipeline.max-parallelism: {}\n"


@pytest.mark.parametrize(
    ("parallelism", "most"), [(4, 128), (3, 128), (12, 128), (24, 720), (1, 1), (128, 128), (8, 10_000), (200, 128)]
)
def test_a_subtask_with_a_little_more_is_fine(parallelism, most):
    """43 groups where the mean is 42.7; more subtasks than groups are Flink's to refuse."""
    assert told(RULE, TEXT.format(parallelism, most), "config.yaml") == []


@pytest.mark.parametrize("text", ["parallelism.default: 100\n", "pipeline.max-parallelism: 128\n"])
def test_one_of_the_two_alone_says_nothing(text):
    """Flink's own choice leaves room."""
    assert told(RULE, text, "config.yaml") == []


def test_operators_without_keys_are_not_spread_by_them(in_profile):
    """Source and sink of a profile."""
    text = "operators: {kafka_source: {parallelism: 100}, jdbc_sink: {parallelism: 100}}\n"
    assert in_profile(RULE, text) == []


@pytest.mark.parametrize(("parallelism", "most", "ratio"), [(100, 128, "1.56"), (6, 8, "1.50"), (90, 128, "1.41")])
def test_twice_the_groups_of_others_are_told_with_a_multiple_that_fits(parallelism, most, ratio):
    """ceil(128 / 100) of 1.28."""
    (fault,) = faults(RULE, TEXT.format(parallelism, most), "config.yaml")
    assert (fault.place.line, fault.key) == (2, "pipeline.max-parallelism")
    assert f"the fullest has {ratio} times the mean" in fault.message
    assert f"a multiple of {parallelism}, such as {2 * parallelism}" in fault.instead


def test_a_window_of_a_profile_has_keys(in_profile):
    """At the maximum that holds for it."""
    text = """\
operators:
  window: {parallelism: 5, max_parallelism: 6}
window: {key: [k], size_ms: 1000, out_of_orderness_ms: 0, allowed_lateness_ms: 0, idleness_ms: 0,
  combine: "a:b", result: "a:b", shards: 8}
"""
    (fault,) = in_profile(RULE, text)
    assert (fault.place.line, fault.key) == (3, "operators.window.max_parallelism")
