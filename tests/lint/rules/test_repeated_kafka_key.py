"""Keys that stand twice."""

from tests.lint.lint_builder import faults

RULE = "repeated_kafka_key"


def test_keys_that_stand_once_are_fine():
    """Whatever they are."""
    assert faults(RULE, "acks=all\nlinger.ms=5\n", "producer.properties") == []


def test_only_the_last_holds():
    """Told at the line that does nothing."""
    (fault,) = faults(RULE, "linger.ms=5\nacks=all\nlinger.ms=0\n", "producer.properties")
    assert (fault.place.line, fault.key, fault.severity) == (1, "linger.ms", None)
    assert fault.message == "line 3 sets it again, and that line holds"


def test_the_same_once_more_harms_nobody():
    """Info."""
    assert [each.severity for each in faults(RULE, "acks=all\nacks=all\n", "producer.properties")] == ["info"]


def test_what_is_not_known_may_differ():
    """A variable."""
    assert [each.severity for each in faults(RULE, "acks=${A}\nacks=${A}\n", "producer.properties")] == [None]
