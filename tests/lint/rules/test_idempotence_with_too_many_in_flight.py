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
    assert (fault.place.line, fault.severity, fault.instead) == (5, "critical", "at most 5")


def test_so_is_idempotence_without_all_acks():
    """What one replica has may be lost."""
    (fault,) = faults(RULE, "linger.ms=5\nenable.idempotence=true\nacks=1\n", "producer.properties")
    assert (fault.place.line, fault.key, fault.instead) == (3, "acks", "all")


def test_java_gives_it_up_in_silence_when_it_was_not_asked_for():
    """Its default is true since 3.0."""
    text = "linger.ms=5\nacks=all\nmax.in.flight.requests.per.connection=10\n"
    (fault,) = faults(RULE, text, "producer.properties")
    assert (fault.place.line, fault.severity) == (3, "warning")
