"""Source subtasks without a partition."""

from tests.lint.lint_builder import faults

RULE = "parallelism_over_partitions"
SIZES = "operators: {{kafka_source: {{parallelism: {}}}}}\n"
TOPIC = "deployment: {{topics: {{partitions: {}}}}}\n"


def test_as_many_subtasks_as_partitions_or_fewer_are_fine(in_profile):
    """Each reads one, or several."""
    assert in_profile(RULE, SIZES.format(4) + TOPIC.format(4)) == []
    assert in_profile(RULE, SIZES.format(4) + TOPIC.format(12)) == []


def test_where_nobody_said_how_many_partitions_there_are_nothing_is_said(in_profile):
    """A default is no knowledge."""
    assert in_profile(RULE, SIZES.format(40)) == []


def test_the_others_read_none(in_profile):
    """And hold slots."""
    (fault,) = in_profile(RULE, SIZES.format(8) + TOPIC.format(6))
    assert (fault.place.line, fault.message) == (2, "8 subtasks read 6 partitions: 2 of them read none")


def test_the_option_wins(in_profile):
    """--partitions says what is there now."""
    assert len(in_profile(RULE, SIZES.format(8) + TOPIC.format(8), partitions=4)) == 1


def test_a_default_of_all_operators_is_info():
    """The program may give its source less."""
    text = "parallelism.default: 100\n"
    assert faults(RULE, text, "config.yaml") == []
    assert faults(RULE, text, "config.yaml", partitions=100) == []
    (fault,) = faults(RULE, text, "config.yaml", partitions=10)
    assert (fault.severity, fault.instead) == ("info", "at most 10 for the source")
    deployment = "kind: FlinkDeployment\nspec: {job: {parallelism: 100}}\n"
    assert [each.key for each in faults(RULE, deployment, "d.yaml", partitions=10)] == ["job.parallelism"]
