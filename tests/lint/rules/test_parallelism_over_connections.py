"""More connections than the job may open."""

RULE = "parallelism_over_connections"
LOOKUP = """\
lookup: {{table: t, key_field: k, key_column: k, columns: [c], on_miss: keep, mode: {mode}, timeout_ms: 5000,
  cache_size: 1, cache_ttl_ms: 1, capacity: 8, ordered: false}}
operators:
  lookup: {{parallelism: {lookup}, max_retries: 0, retry_backoff_ms: 1, retry_backoff_max_ms: 1}}
  jdbc_sink: {{parallelism: {sink}}}
"""


def test_as_many_as_the_limit_are_fine(in_profile):
    """Twenty, in the base."""
    assert in_profile(RULE, "operators: {jdbc_sink: {parallelism: 20}}\n") == []
    assert in_profile(RULE, LOOKUP.format(mode="batch", lookup=10, sink=10)) == []


def test_a_sink_opens_one_for_each_subtask(in_profile):
    """At its parallelism."""
    (fault,) = in_profile(RULE, "operators:\n  jdbc_sink: {parallelism: 21}\n")
    assert (fault.place.line, fault.key) == (3, "operators.jdbc_sink.parallelism")
    assert fault.message == "jdbc_sink with 21 connections, the limit is 20"


def test_an_asynchronous_lookup_opens_one_for_each_query_under_way(in_profile):
    """Two subtasks with eight each, and the sink's own."""
    assert in_profile(RULE, LOOKUP.format(mode="batch", lookup=2, sink=5)) == []
    (fault,) = in_profile(RULE, LOOKUP.format(mode="async", lookup=2, sink=5))
    assert fault.key == "operators.lookup.parallelism"
    assert fault.message == "lookup and jdbc_sink with 21 connections, the limit is 20"
