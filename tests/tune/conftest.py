"""A cluster that writes down what is done to it, and reports on made-up jobs."""

from __future__ import annotations

import json
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from advisor.errors import CannotDeploy
from advisor.profile.write import replace_file
from advisor.tune.journal import Journal
from advisor.tune.loop import Edges, tune
from advisor.tune.switch import Switch
from advisor.tune.texts import prepare_texts
from tests.tune.reports import report

# Odd on purpose: rolling back must bring back every character.
PROFILE = "job: {name: orders}\r\noperators:\r\n  jdbc_sink: {batch_size: 1,   batch_interval_ms: 0}  # ours\r\n\r\n"


class FakeCluster:
    """Runs one job; `refuses` are the numbers of the starts that fail, `calls` what was asked of it."""

    def __init__(self, profile):
        self.profile, self.calls, self.running, self.starts = profile, [], "job-0", 0
        self.refuses, self.leaves, self.stop_fails = {}, (), None

    def stop(self, job_id):
        self.calls.append(f"stop {job_id}")
        if self.stop_fails:
            raise self.stop_fails
        assert job_id == self.running
        self.running = None
        return f"savepoint-of-{job_id}"

    def discard(self, job_id):
        self.calls.append(f"discard {job_id}")
        self.running = None

    def runs(self, job_id):
        return job_id == self.running

    def start(self, text, savepoint):
        self.starts += 1
        batch = text.partition("batch_size: ")[2].partition(",")[0]
        self.calls.append(f"start batch_size={batch} from {savepoint}")
        assert self.running is None, "two jobs would write the same rows"
        if self.starts in self.refuses:
            raise CannotDeploy(self.refuses[self.starts], clean=self.starts not in self.leaves)
        self.running = f"job-{self.starts}"
        return self.running


class Bench:
    """A loop around a profile in a folder and a fake cluster; `reports` are what each look finds, in order."""

    def __init__(self, folder):
        self.profile = folder / "mine.yaml"
        base = "extends: base.yaml\r\n"
        (folder / "base.yaml").write_bytes((_profiles() / "base.yaml").read_bytes())
        self.profile.write_bytes((base + PROFILE).encode())
        self.before = self.profile.read_bytes()
        self.cluster = FakeCluster(self.profile)
        self.journal_file = folder / "journal.jsonl"
        self.switch = Switch(self.profile, self.cluster, self.write, "job-0")
        self.reports, self.settled, self.said, self.writes = [], [], [], []

    def write(self, path, text):
        self.writes.append(text)
        replace_file(path, text)

    def observe(self, job_id):
        found = self.reports.pop(0)
        if isinstance(found, BaseException):
            raise found
        return replace(found, job=replace(found.job, id=job_id))

    def run(self, *reports, max_steps=5):
        first, *self.reports = [report(each) if isinstance(each, int | float) else each for each in reports]
        journal = Journal(self.journal_file)
        edges = Edges(
            observe=self.observe,
            settle=self.settled.append,
            prepare=lambda changes: prepare_texts(self.profile, changes, {}),
            now=lambda: datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc),
            uninterrupted=nullcontext,
            begun=self.said.append,
            done=journal.write,
        )
        return tune(edges, self.switch, first, max_steps)

    def journal(self):
        return [json.loads(line) for line in self.journal_file.read_text().splitlines()]


def _profiles():
    from advisor.profile.render import flink_conf

    return flink_conf() / "profiles"


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)
