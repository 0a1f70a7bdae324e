"""The fastest scenarios on the real stack; all of them: `make scenarios`."""

import pytest

from lab.scenarios.catalogue import chosen_scenarios
from lab.scenarios.run import run_scenario
from lab.scenarios.running import BASE_FLINK
from tests.integration.conftest import revive

pytestmark = pytest.mark.stack

FAST = chosen_scenarios((), fast=True)


@pytest.fixture(scope="module")
def scenario_stack(stack):
    """The session's stack with Flink as scenarios have it; as the others have it again afterwards."""
    before, task_managers = dict(stack.flink_config), stack.task_managers
    stack.reconfigure_flink(BASE_FLINK)
    yield stack
    stack.reconfigure_flink(before, task_managers)


@pytest.mark.parametrize("name", FAST)
def test_a_fast_scenario_gets_the_right_verdict(scenario_stack, name):
    """Kind, operator and cause, and the findings that were written down; no others, but on what else runs here."""
    revive(scenario_stack)
    found = run_scenario(name, FAST[name], scenario_stack, apply=False).outcome
    assert found.broken is None
    assert found.got == found.expected
    assert found.missing_findings == ()
    assert set(found.false_findings) <= {"saturated_resource"}
