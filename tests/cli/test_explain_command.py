"""`advisor explain`: every rule has a page."""

import pytest

from advisor.diagnose.rules import all_rules


def test_without_a_name_all_rules_are_listed(advisor):
    """One line each."""
    found = advisor("explain")
    assert found.code == 0
    assert [line.split()[0] for line in found.out.splitlines()] == list(all_rules())


@pytest.mark.parametrize("rule", all_rules())
def test_a_page_tells_silence_cure_and_thresholds(advisor, rule):
    """From the rule's own file."""
    found = advisor("explain", rule)
    assert found.code == 0
    assert "When it is silent" in found.out
    assert "What to do" in found.out
    assert all(name in found.out for name in all_rules()[rule].thresholds)


def test_a_profiles_thresholds_are_shown(advisor, profile):
    """In the place of the defaults."""
    path = profile("advisor: {thresholds: {small_batch_rows: 3}}\n")
    assert "small_batch_rows = 3 " in advisor("explain", "unbatched_sink", "--profile", path).out


def test_a_misspelt_rule_gets_the_nearest_name(advisor):
    """Exit code 2."""
    found = advisor("explain", "unbached_sink")
    assert (found.code, found.out) == (2, "")
    assert "did you mean unbatched_sink?" in found.err
