"""All checks together: found by looking, in order, each with its page; what is down is told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.doctor import checks
from advisor.doctor import examine as examination
from advisor.doctor.examine import Check, all_checks, groups, judge
from advisor.doctor.outcome import Outcome, Said, failed, is_fit, ok, warning
from advisor.doctor.page import doctor_page
from advisor.doctor.seen import NotAsked, Seen
from advisor.model.unknown import Unknown
from tests.doctor.healthy import HEALTHY, seen

ROOT = Path(__file__).parents[2]
REMOTE = ("cluster", "kafka", "database", "table")


def test_a_healthy_patient_is_all_ok() -> None:
    """Not one warning, nothing skipped."""
    outcomes = judge(HEALTHY)
    assert {each.state for each in outcomes} == {"ok"}
    assert is_fit(outcomes)


def test_groups_come_in_the_order_of_the_looks() -> None:
    """From the profile over the client to what is far away; what says whether it is there comes first."""
    assert list(groups()) == [
        "profile",
        "machine",
        "distribution",
        "python",
        "cluster",
        "kafka",
        "database",
        "table",
        "lookup",
    ]
    first = {group: next(each.name for each in all_checks() if each.group == group) for group in groups()}
    assert first["cluster"] == first["kafka"] == first["database"] == "reachable"
    assert first["distribution"] == first["table"] == "there"


def test_every_file_is_a_check_and_has_its_page() -> None:
    """A new check is a new file: no list to edit."""
    files = {(path.parent.name, path.stem) for path in Path(checks.__path__[0]).glob("*/*.py")}
    assert {(each.group, each.name) for each in all_checks()} == {each for each in files if each[1] != "__init__"}
    for check in all_checks():
        assert check.what.endswith((".", ":")), check
        assert set(check.needs) <= set(Seen.__dataclass_fields__)


def test_every_check_is_planted_with_a_fault_somewhere() -> None:
    """By its name, in a test of this folder."""
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*_checks.py"))
    for check in all_checks():
        assert check.name in tests, check


@pytest.mark.parametrize("part", ["distribution", "cluster", "kafka", "database"])
def test_what_is_down_fails_in_one_check(part: str) -> None:
    """All that goes by it is skipped, and the rest is judged all the same."""
    outcomes = judge(seen(**{part: Unknown("away")}))
    assert len([each for each in outcomes if each.state == "failed"]) == 1
    assert {each.state for each in outcomes if each.group == "machine"} == {"ok"}
    behind = [each for each in all_checks() if part in each.needs and part not in each.bears]
    assert behind
    states = {(each.group, each.check): each.state for each in outcomes}
    assert {states[each.group, each.name] for each in behind} == {"skipped"}


def test_what_was_not_asked_is_no_fault() -> None:
    """Skipped everywhere, with the reason why nobody looked."""
    reason = NotAsked("left out by --client-only")
    outcomes = judge(seen(**dict.fromkeys(REMOTE, reason)))
    assert is_fit(outcomes)
    assert {each.state for each in outcomes if each.group in REMOTE} == {"skipped"}
    assert {each.what for each in outcomes if each.group in REMOTE} == {reason.reason}


def test_secrets_that_a_check_would_tell_are_masked() -> None:
    """Whatever the message of a server holds."""
    (said,) = [each for each in judge(seen(kafka=Unknown("user:pw? password=s3cret"))) if each.check == "reachable"][
        1:2
    ]
    assert said.state == "failed"
    assert "s3cret" not in said.what


def test_fit_is_what_has_no_failure() -> None:
    """Warnings and skips do not count, and neither are they ok."""
    warned = Outcome("a", "machine", "warning", "what", "hint")
    assert is_fit([warned, replace(warned, state="skipped")])
    assert not is_fit([warned, replace(warned, state="failed")])


def test_a_check_says_by_its_types_what_it_goes_by(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not called without that."""
    called: list[object] = []

    def say(kafka: object) -> Iterator[Said]:
        called.append(kafka)
        yield from (ok("fine"), warning("odd", "mend"), failed("bad", "mend"))

    one = Check("one", "kafka", "One.", "", ("kafka",), frozenset(), say)
    monkeypatch.setattr(examination, "all_checks", lambda: (one,))
    assert [each.state for each in judge(HEALTHY)] == ["ok", "warning", "failed"]
    assert [each.state for each in judge(seen(kafka=Unknown("away")))] == ["skipped"]
    assert len(called) == 1
    bearing = replace(one, bears=frozenset({"kafka"}))
    monkeypatch.setattr(examination, "all_checks", lambda: (bearing,))
    judge(seen(kafka=Unknown("away")))
    assert called[-1] == Unknown("away")


def test_the_published_page_is_the_codes() -> None:
    """After a change: python -m advisor.doctor.page > docs/doctor.md"""
    assert (ROOT / "docs" / "doctor.md").read_text() == doctor_page()
