"""Values that Flink cannot read: first all that it can."""

import pytest

from advisor.lint.known.flink import VERSIONS, options
from advisor.lint.known.flink_values import form_of
from tests.lint.lint_builder import faults, told

RULE = "unreadable_value"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_default_of_flinks_own_can_be_read(version):
    """Its own list is the measure."""
    known = options(version)
    unread = []
    for key, default in known.defaults.items():
        form = form_of(key, known)
        if form and not form.fits(default):
            unread.append((key, default))
    assert unread == []


@pytest.mark.parametrize(
    "line",
    [
        "execution.checkpointing.interval: 10 s",
        "execution.checkpointing.interval: 10000",
        "execution.checkpointing.interval: 3min",
        "execution.checkpointing.timeout: PT10M",
        "taskmanager.memory.process.size: 1728m",
        "taskmanager.memory.process.size: 2 Gb",
        "taskmanager.memory.managed.size: 0",
        "taskmanager.memory.managed.fraction: 0.4",
        "taskmanager.numberOfTaskSlots: '4'",
        "taskmanager.numberOfTaskSlots: ${SLOTS}",
        "pipeline.max-parallelism: -1",
        "rest.bind-port: 8081-8090",
        "pipeline.object-reuse: 'TRUE'",
        "restart-strategy.type: exponentialdelay",
        "restart-strategy.type: com.acme.MyFactory",
        "execution.checkpointing.mode: at_least_once",
        "state.backend.type: whatever",
        "my.own.key: 10 sekunden",
    ],
)
def test_what_flink_reads_and_what_nobody_knows_for_certain_is_fine(line):
    """Units in any case, ranges of ports, classes of the user's own."""
    assert told(RULE, f"parallelism.default: 1\n{line}\n", "config.yaml") == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("execution.checkpointing.interval: 10 secs and", "duration"),
        ("execution.checkpointing.interval: 10 sekunden", "duration"),
        ("execution.checkpointing.timeout: 1.5 min", "duration"),
        ("taskmanager.memory.process.size: 2 gigs", "size"),
        ("taskmanager.memory.process.size: 1.5g", "size"),
        ("taskmanager.numberOfTaskSlots: two", "whole number"),
        ("parallelism.default: 4.0", "whole number"),
        ("pipeline.object-reuse: yes", "truth value"),
        ("python.execution-mode: threads", "value of it"),
        ("restart-strategy.type: fixed", "value of it"),
    ],
)
def test_what_it_cannot_read_is_told_without_the_value(line, what):
    """It may be a secret in the wrong line."""
    (fault,) = faults(RULE, f"rest.port: 1\n{line}\n", "config.yaml")
    assert (fault.place.line, fault.severity) == (2, None)
    assert fault.message == f"is no {what} that Flink can read"


def test_quotes_are_a_part_of_the_value_in_flink_conf():
    """Flink 1.x reads it line by line."""
    (fault,) = faults(RULE, 'rest.port: "8081"\n', "flink-conf.yaml")
    assert (fault.key, fault.instead) == ("rest.port", "the value without quotes, which are a part of it here")


def test_a_former_name_has_the_form_of_the_new_one():
    """state.backend.incremental: execution.checkpointing.incremental."""
    assert told(RULE, "state.backend.incremental: often\n", "flink-conf.yaml") == [(1, "state.backend.incremental")]
