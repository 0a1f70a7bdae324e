"""Idempotent producers that cannot be."""

import pytest

from tests.lint.lint_builder import faults, program, told

RULE = "idempotence_with_too_many_in_flight"


@pytest.mark.parametrize(
    "conf",
    [
        '    "enable.idempotence": True,\n',
        '    "enable.idempotence": True,\n    "max.in.flight.requests.per.connection": 5,\n    "acks": "all",\n',
        '    "enable.idempotence": False,\n    "max.in.flight.requests.per.connection": 50,\n',
        '    "max.in.flight.requests.per.connection": 50,\n    "acks": 1,\n',
        '    "enable.idempotence": WANTED,\n    "max.in.flight": 50,\n',
    ],
)
def test_five_in_flight_or_no_idempotence_are_fine(conf):
    """librdkafka is not idempotent unless it is asked to be."""
    assert told(RULE, program(conf, call="Producer"), "p.py") == []


def test_acks_of_one_are_a_choice_of_javas():
    """Idempotence was not asked for."""
    assert told(RULE, "linger.ms=5\nacks=1\n", "producer.properties") == []


@pytest.mark.parametrize("key", ["max.in.flight.requests.per.connection", "max.in.flight"])
def test_more_are_refused(key):
    """Brokers remember five batches."""
    (fault,) = faults(RULE, program(f'    "enable.idempotence": True,\n    "{key}": 6,\n', call="Producer"), "p.py")
    assert (fault.place.line, fault.severity, fault.instead) == (5, None, "at most 5")


def test_so_is_idempotence_without_all_acks():
    """What one replica has may be lost."""
    (fault,) = faults(RULE, "linger.ms=5\nenable.idempotence=true\nacks=1\n", "producer.properties")
    assert (fault.place.line, fault.key, fault.instead) == (3, "acks", "all")


@pytest.mark.parametrize("acks", ["all", "1"])
def test_java_refuses_more_though_nobody_asked_for_idempotence(acks):
    """Its default is true since 3.0; kafka-clients 4 throws whatever acks says."""
    text = f"linger.ms=5\nacks={acks}\nmax.in.flight.requests.per.connection=10\n"
    (fault,) = faults(RULE, text, "producer.properties")
    assert (fault.place.line, fault.severity) == (3, None)
    assert fault.instead == "at most 5, or enable.idempotence: false"


def test_a_sink_of_flinks_whose_settings_can_all_be_seen_is_one_of_javas():
    """What a variable is called may be enable.idempotence."""
    chain = 'KafkaSink.builder()\\\n.set_property("max.in.flight.requests.per.connection", "10")'
    assert told(RULE, f"{chain}.set_property(KEY, 'false').build()\n", "job.py") == []
    assert told(RULE, f"{chain}.build()\n", "job.py") == [(2, "max.in.flight.requests.per.connection")]


def test_the_producer_of_a_profile_has_no_other_settings(in_profile):
    """The templates hand them to KafkaSink as they stand."""
    assert in_profile(RULE, "kafka: {producer: {max.in.flight.requests.per.connection: 5}}\n") == []
    (fault,) = in_profile(RULE, "kafka: {producer: {max.in.flight.requests.per.connection: 10}}\n")
    assert (fault.place.line, fault.severity) == (2, None)
