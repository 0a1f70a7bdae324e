"""Assignment that stops the whole group."""

import pytest

from tests.lint.lint_builder import faults, program, told

RULE = "eager_assignment"
JAVA = "org.apache.kafka.clients.consumer."


@pytest.mark.parametrize(
    "value",
    [
        f"{JAVA}CooperativeStickyAssignor",
        f"{JAVA}CooperativeStickyAssignor,{JAVA}RangeAssignor",
        "com.example.MyAssignor",
        f"{JAVA}RoundRobinAssignor,com.example.MyAssignor",
        "com.acme.kafka.StickyAssignor",
        "",
    ],
)
def test_cooperative_and_own_assignors_are_fine(value):
    """A list with both is a group on its way."""
    assert told(RULE, f"group.id=g\npartition.assignment.strategy={value}\n", "consumer.properties") == []


def test_the_default_is_not_told():
    """Java's holds both; librdkafka's is right for one consumer."""
    assert told(RULE, program('    "group.id": "g",\n'), "p.py") == []


def test_the_new_protocol_does_not_use_it():
    """KIP-848: the broker assigns."""
    text = "group.id=g\ngroup.protocol=consumer\npartition.assignment.strategy=roundrobin\n"
    assert told(RULE, text, "consumer.properties") == []


@pytest.mark.parametrize("value", ["RoundRobinAssignor", "StickyAssignor", f"RangeAssignor, {JAVA}RoundRobinAssignor"])
def test_eager_ones_stop_all(value):
    """Java's names."""
    (fault,) = faults(RULE, f"group.id=g\npartition.assignment.strategy={JAVA}{value}\n", "consumer.properties")
    assert (fault.place.line, fault.severity) == (2, None)
    assert "CooperativeStickyAssignor" in fault.instead


def test_a_list_of_yaml_and_json_is_one():
    """With a cooperative one in it."""
    names = f"[{JAVA}CooperativeStickyAssignor, {JAVA}RoundRobinAssignor]"
    assert told(RULE, f"group.id: g\nmax.poll.records: 5\npartition.assignment.strategy: {names}\n", "c.yaml") == []
    names = f"[{JAVA}StickyAssignor, {JAVA}RoundRobinAssignor]"
    text = f"group.id: g\nmax.poll.records: 5\npartition.assignment.strategy: {names}\n"
    assert told(RULE, text, "c.yaml") == [(3, "partition.assignment.strategy")]


def test_librdkafka_refuses_a_list_that_mixes_them():
    """It has no way from one to the other but a stop of the group."""
    conf = '    "group.id": "g",\n    "partition.assignment.strategy": "range,cooperative-sticky",\n'
    (fault,) = faults(RULE, program(conf), "p.py")
    assert (fault.place.line, fault.severity) == (5, "critical")
    (fault,) = faults(RULE, program(conf.replace(",cooperative-sticky", ",roundrobin")), "p.py")
    assert "rolling restarts: first" not in fault.instead


def test_range_alone_is_info():
    """Joins of topics with equal partitions need it."""
    conf = '    "group.id": "g",\n    "partition.assignment.strategy": "range",\n'
    (fault,) = faults(RULE, program(conf), "p.py")
    assert (fault.severity, fault.instead.startswith("cooperative-sticky")) == ("info", True)
