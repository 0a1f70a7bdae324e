"""No interval that ends a batch."""

from tests.lint.lint_builder import told

RULE = "no_batch_interval"


def test_an_interval_ends_them(in_profile):
    """200 ms, in the base."""
    assert in_profile(RULE, "") == []


def test_what_has_no_batches_needs_none():
    """A config file."""
    assert told(RULE, "rest.port: 1\n", "config.yaml") == []


def test_zero_leaves_it_to_the_bundle(in_profile):
    """Which the message names."""
    (fault,) = in_profile(RULE, "operators:\n  jdbc_sink: {batch_interval_ms: 0}\n")
    assert (fault.place.line, fault.key) == (3, "operators.jdbc_sink.batch_interval_ms")
    assert "python.bundle_time_ms, 1,000 ms, does" in fault.message
