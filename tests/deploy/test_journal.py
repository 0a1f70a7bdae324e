"""A line a step."""

from __future__ import annotations

import json

import pytest

from advisor.deploy.journal import Journal
from advisor.errors import BadInput


def test_lines_are_added_and_older_ones_stay(tmp_path):
    """Each is JSON."""
    path = tmp_path / "journal.jsonl"
    Journal(path).write({"step": "stopped", "savepoint": "file:/ü"})
    Journal(path).check()
    Journal(path).write({"step": "running"})
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["step"] for line in lines] == ["stopped", "running"]


def test_one_that_cannot_be_written_is_told_before_anything_is_changed(tmp_path):
    """With the option that names another place."""
    with pytest.raises(BadInput, match=r"^--state-dir .*: cannot be written"):
        Journal(tmp_path / "nowhere" / "journal.jsonl").check()
