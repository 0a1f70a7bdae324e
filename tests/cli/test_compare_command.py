"""`advisor compare`: a gate for deploys."""

import json
from pathlib import Path

import pytest

from tests.recorded.recording import path_of

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize(
    ("before", "after", "fail_on", "code"),
    [
        ("slow", "batched", "worse", 0),
        ("batched", "slow", "worse", 1),
        ("batched", "slow", "never", 0),
        ("slow", "hot_key", "worse", 0),
        ("slow", "hot_key", "inconclusive", 1),
    ],
)
def test_the_outcome_decides_the_exit_code(advisor, before, after, fail_on, code):
    """hot_key is another job: nothing can be concluded."""
    found = advisor("compare", GOLDEN / f"{before}.json", GOLDEN / f"{after}.json", "--fail-on", fail_on)
    assert found.code == code


def test_a_capture_does_as_well_as_a_report(advisor):
    """The report on it is made first."""
    found = advisor("compare", path_of("slow"), GOLDEN / "batched.json", "--format", "json")
    assert json.loads(found.out)["outcome"] == "improved"


def test_a_file_that_is_neither_is_named(advisor, tmp_path):
    """Exit code 2."""
    (tmp_path / "x.json").write_text("{}")
    found = advisor("compare", tmp_path / "x.json", GOLDEN / "slow.json")
    assert (found.code, found.out) == (2, "")
    assert str(tmp_path / "x.json") in found.err
    assert advisor("compare", tmp_path / "no.json", GOLDEN / "slow.json").code == 2
