"""One version for another: what runs is known at every moment, and a version that fails makes way for the former."""

from __future__ import annotations

import pytest

from advisor.deploy.exchange import Exchange
from advisor.errors import BadInput, CannotDeploy, CannotReach
from tests.deploy.made import version

FORMER, NEW = 3, 4


class FakeCluster:
    """Writes down what it is told; `fails` are errors by what is told, `leaves`: what failed could not be ended."""

    def __init__(self):
        self.calls, self.running, self.fails, self.starts = [], "job-0", {}, 0

    def _do(self, what):
        self.calls.append(what)
        if what in self.fails:
            raise self.fails[what]

    def stop(self, job_id):
        assert job_id == self.running
        self._do("stop")
        self.running = None
        return "file:/s"

    def discard(self, job_id):
        self._do(f"discard {job_id}")
        self.running = None

    def runs(self, job_id):
        return job_id == self.running

    def start(self, version, savepoint, allow_lost_state=False):
        assert self.running is None, "two jobs would write the same rows"
        lost = ", state may be lost" if allow_lost_state else ""
        self._do(f"start {version.record.number} from {savepoint}{lost}")
        self.starts += 1
        self.running = f"job-{self.starts}"
        return self.running

    def prove(self, job_id):
        self._do(f"prove {job_id}")


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


class Bench:
    def __init__(self, folder):
        self.cluster, self.steps = FakeCluster(), []
        made = version(folder)
        self.former = made.kept(folder / "3", FORMER, "")
        self.new = made.kept(folder / "4", NEW, "")

    def exchange(self, way_back=True, note=None):
        former = self.former if way_back else None
        return Exchange(self.cluster, "job-0", former, self.new, note or self.note)

    def note(self, step, **facts):
        self.steps.append(step)


def test_an_exchange_that_works_stops_starts_and_proves(bench):
    """In that order; the version knows its job."""
    exchange = bench.exchange()
    assert exchange.make() == "job-1"
    assert bench.cluster.calls == ["stop", "start 4 from file:/s", "prove job-1"]
    assert bench.steps == ["stopped", "running", "proven"]
    assert exchange.standing.sentence() == "job job-1 runs with version 4"
    assert '"job_id": "job-1"' in (bench.new.folder / "deployment.json").read_text()


def test_state_is_left_behind_only_when_told(bench):
    """And never on the way back."""
    bench.cluster.fails["prove job-1"] = CannotDeploy("it has completed no checkpoint")
    with pytest.raises(CannotDeploy):
        bench.exchange().make(allow_lost_state=True)
    assert bench.cluster.calls[1] == "start 4 from file:/s, state may be lost"
    assert bench.cluster.calls[4] == "start 3 from file:/s"


def test_a_job_that_cannot_be_stopped_runs_on(bench):
    """Nothing else was tried."""
    bench.cluster.fails["stop"] = CannotDeploy("job job-0 could not be stopped with a savepoint: expired")
    exchange = bench.exchange()
    with pytest.raises(CannotDeploy):
        exchange.make()
    assert bench.cluster.calls == ["stop"]
    assert exchange.standing.sentence() == "job job-0 runs with version 3"


def test_a_stop_that_may_still_come_about_is_said_to_be_unknown(bench):
    """Whoever starts another job now may have two."""
    bench.cluster.fails["stop"] = CannotDeploy("no savepoint within 180 s", clean=False)
    exchange = bench.exchange()
    with pytest.raises(CannotDeploy):
        exchange.make()
    assert exchange.standing.sentence() == (
        "it is not known what runs, as job job-0 was being stopped with a savepoint"
    )


def test_a_version_that_does_not_come_up_makes_way_for_the_former(bench):
    """From the same savepoint, and that one must prove itself, too."""
    bench.cluster.fails["start 4 from file:/s"] = CannotDeploy("`flink run` failed: no such module")
    exchange = bench.exchange()
    with pytest.raises(CannotDeploy, match=r"^version 4 did not come up: `flink run` failed: no such module$"):
        exchange.make()
    assert bench.cluster.calls == ["stop", "start 4 from file:/s", "start 3 from file:/s", "prove job-1"]
    assert exchange.standing.sentence() == "job job-1 runs with version 3"
    assert bench.steps == ["stopped", "failed", "running", "returned"]


def test_a_version_that_fails_while_it_runs_is_cancelled_first(bench):
    """Two jobs would write the same rows."""
    bench.cluster.fails["prove job-1"] = CannotDeploy("job job-1 fails again and again: ValueError")
    exchange = bench.exchange()
    with pytest.raises(CannotDeploy, match="fails again and again: ValueError"):
        exchange.make()
    assert bench.cluster.calls[2:5] == ["prove job-1", "discard job-1", "start 3 from file:/s"]
    assert exchange.standing.sentence() == "job job-2 runs with version 3"


@pytest.mark.parametrize("clean", [True, False])
def test_nothing_is_started_beside_a_job_that_could_not_be_ended(bench, clean):
    """Neither what the client left, nor what would not be cancelled."""
    if clean:
        bench.cluster.fails["prove job-1"] = CannotDeploy("it has completed no checkpoint")
        bench.cluster.fails["discard job-1"] = CannotReach("http://x does not answer")
    else:
        bench.cluster.fails["start 4 from file:/s"] = CannotDeploy("did not end within 300 s", clean=False)
    exchange = bench.exchange()
    with pytest.raises((CannotDeploy, CannotReach)):
        exchange.make()
    assert "start 3 from file:/s" not in bench.cluster.calls
    assert exchange.standing.sentence().startswith("it is not known what runs, as ")
    assert exchange.standing.sentence().endswith("; the state is in file:/s")


def test_without_a_way_back_nothing_runs_and_the_savepoint_is_told(bench):
    """It is where to go on from."""
    bench.cluster.fails["start 4 from file:/s"] = CannotDeploy("no such module")
    exchange = bench.exchange(way_back=False)
    with pytest.raises(CannotDeploy):
        exchange.make()
    assert exchange.standing.sentence() == "no job runs; the state is in file:/s"


def test_a_way_back_that_fails_as_well_tells_both_reasons(bench):
    """And where the state is."""
    bench.cluster.fails["start 4 from file:/s"] = CannotDeploy("no such module")
    bench.cluster.fails["start 3 from file:/s"] = CannotDeploy("no slots")
    exchange = bench.exchange()
    with pytest.raises(CannotDeploy, match="no such module; going back failed as well: no slots"):
        exchange.make()
    assert exchange.standing.sentence() == "no job runs; the state is in file:/s"


def test_a_former_version_that_runs_unproven_is_left_running(bench):
    """Better than none."""
    bench.cluster.fails["start 4 from file:/s"] = CannotDeploy("no such module")
    bench.cluster.fails["prove job-1"] = CannotDeploy("it has completed no checkpoint")
    exchange = bench.exchange()
    with pytest.raises(CannotDeploy, match="the former version runs, unproven: it has completed no checkpoint"):
        exchange.make()
    assert bench.cluster.running == "job-1"


def test_a_full_disk_keeps_no_job_from_being_started(bench):
    """It is told at the end."""

    def full(step, **facts):
        raise BadInput("--state-dir x: cannot be written (No space left on device)")

    exchange = bench.exchange(note=full)
    assert exchange.make() == "job-1"
    assert "No space left" in exchange.unwritten


def test_whoever_is_interrupted_can_say_what_runs(bench):
    """Between the two jobs."""
    bench.cluster.fails["start 4 from file:/s"] = KeyboardInterrupt()
    exchange = bench.exchange()
    with pytest.raises(KeyboardInterrupt):
        exchange.make()
    assert exchange.standing.sentence() == (
        "it is not known what runs, as a job with version 4 was being started; the state is in file:/s"
    )
