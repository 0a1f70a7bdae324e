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


def test_every_line_of_the_list_says_what_the_rule_looks_for(advisor):
    """The first line of its file."""
    for line, rule in zip(advisor("explain").out.splitlines(), all_rules().values(), strict=True):
        assert line.split(maxsplit=1)[1] == rule.pattern


def test_a_name_like_no_other_gets_the_way_to_the_list(advisor):
    """No guess is better than a wild one."""
    found = advisor("explain", "zzz")
    assert (found.code, found.out) == (2, "")
    assert "`advisor explain` lists them" in found.err


def test_a_misspelt_rule_gets_the_nearest_name(advisor):
    """Exit code 2."""
    found = advisor("explain", "unbached_sink")
    assert (found.code, found.out) == (2, "")
    assert "did you mean unbatched_sink?" in found.err


def test_a_rule_of_lint_is_told_from_a_misspelt_one(advisor):
    """Its page is in docs/lint.md, even where a rule of the report is called nearly the same."""
    found = advisor("explain", "missing_uid")
    assert (found.code, found.out) == (2, "")
    assert found.err == "missing_uid is a rule of lint, which `advisor lint` goes by: docs/lint.md#missing_uid\n"
