"""A resource of this machine that is used up: first when there is nothing to say."""

from __future__ import annotations

import pytest

from advisor.diagnose.rules.saturated_resource import diagnose
from advisor.diagnose.verdict import Finding
from tests.builders import Op, context, machine, observe
from tests.host_builder import host

BUSY = (Op("source", 0.02, 0.97), Op("map", 1.0), Op("out", 0.1))
CALM = (Op("source", 0.2), Op("map", 0.3))


def findings(*operators: Op, **looks: object) -> list[Finding]:
    return list(diagnose(context(observe(*(operators or BUSY), machines=machine(slots=1), **looks))))  # type: ignore[arg-type]


def test_a_machine_that_was_not_asked_for_has_no_finding() -> None:
    """Without --host."""
    assert findings() == []


def test_a_machine_with_room_has_no_finding() -> None:
    """85 % of everything."""
    assert findings(host=host(busy=1.7, memory=0.85, disk=0.85, network=0.75)) == []


def test_a_machine_that_runs_nothing_of_the_job_has_no_finding() -> None:
    """A laptop that only looks."""
    first, last = (type(each)(**{**each.__dict__, "processes": ()}) for each in host(busy=1.99))
    assert findings(host=(first, last)) == []


def test_a_card_of_unknown_speed_is_not_called_full() -> None:
    """Whatever it carries."""
    assert findings(host=host(network=None)) == []


@pytest.mark.parametrize(
    ("looks", "message"),
    [
        (
            {"busy": 1.96, "jvm": 0.3},
            "this machine uses 98% of its 2 cores, of it 0.3 cores are this job's TaskManagers",
        ),
        ({"busy": 0.5, "steal": 0.2}, "other guests of its hypervisor took 10% of the CPU away"),
        ({"memory": 0.97}, "97% of this machine's memory is in use"),
        ({"swapped_per_second": 5e6}, "this machine swaps: 5.0 MB a second to the disk or back"),
        ({"disk": 0.98}, "the disk sda is busy 98% of the time, and 0% of the CPU waits for disks"),
        ({"network": 0.91}, "eth0 carries 91% of what it can one way"),
    ],
)
def test_each_resource_is_named_with_its_figure(looks: dict[str, float], message: str) -> None:
    """CPU, memory, disk, network."""
    (found,) = findings(host=host(**looks))  # type: ignore[arg-type]
    assert (found.rule, found.severity, found.operator) == ("saturated_resource", "warning", None)
    assert found.message == message


def test_several_resources_are_several_findings() -> None:
    """Memory that is gone and a machine that swaps are one."""
    found = findings(host=host(busy=1.96, memory=0.99, swapped_per_second=5e6, disk=0.98))
    assert [len(each.evidence) for each in found] == [1, 2, 1]


def test_below_a_job_that_keeps_up_it_is_only_worth_knowing() -> None:
    """Nothing is to be changed for it."""
    (found,) = findings(*CALM, host=host(disk=0.98))
    assert found.severity == "info"
