"""`advisor submit` and `advisor redeploy` on a real job that works all the while: what runs keeps its state."""

import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections import Counter
from itertools import count

import pytest
import requests

from lab import client, example
from lab.orders import bad_orders, good_orders
from lab.producer import produce
from lab.reference import expected_orders, read_topic
from tests.integration.conftest import JobRun, revive
from tests.integration.test_kafka_to_jdbc import assert_same_rows

pytestmark = pytest.mark.stack

NAME, TOPIC = "orders_redeployed", "orders_redeploy"
RATE = 1_500.0
ADAPTIVE = {
    "jobmanager.scheduler": "adaptive",
    # Else it waits half a minute between two rescales, and a minute for slots that might come.
    "jobmanager.adaptive-scheduler.executing.cooldown-after-rescaling": "1 s",
    "jobmanager.adaptive-scheduler.executing.resource-stabilization-timeout": "2 s",
    "jobmanager.adaptive-scheduler.rescale-trigger.max-delay": "5 s",
    "jobmanager.adaptive-scheduler.submission.resource-stabilization-timeout": "1 s",
}
ON_THE_CLUSTER = 'import os\n\nif os.environ.get("PYFLINK_GATEWAY_DISABLED"):\n    raise RuntimeError("planted")\n'


def advisor(stack, *arguments):
    """Exit code, standard output, standard error of the real command."""
    environment = {**os.environ, **stack.flink_environment(), **stack.profile_environment()}
    done = subprocess.run(
        [str(client.ADVISOR), *map(str, arguments), "--flink", stack.rest_url, "--flink-bin", str(stack.flink_bin)],
        cwd=client.REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    return done.returncode, done.stdout, done.stderr


class Load:
    """Good orders, and a bad one among a hundred, until it is ended."""

    def __init__(self, stack, topic):
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(stack.bootstrap_servers, topic), daemon=True)
        self._thread.start()

    def _run(self, servers, topic):
        produce(servers, topic, self._messages(), rate_per_second=RATE)

    def _messages(self):
        good, bad = good_orders(10**9, keys=60_000, seed=6), bad_orders(10**9)
        for number in count(1):
            if self._ended.is_set():
                return
            yield next(good) if number % 100 else next(bad).value

    def end(self):
        self._ended.set()
        self._thread.join(60)


class Deployed:
    """A job that was submitted from here and works under load; `profile(...)` changes what its profile says."""

    def __init__(self, stack, folder):
        example.create_topic(stack, TOPIC, 4)
        table = "t_redeploy"
        example.create_table(stack, table)
        self.stack, self.run = stack, JobRun(stack, folder, [], table)
        self.path = self.profile()
        self.load = Load(stack, TOPIC)

    def profile(self, **changes):
        job = {"name": NAME, **changes.pop("job", {})}
        return self.run.profile(TOPIC, job=job, kafka={"group_id": NAME}, **changes)

    def redeploy(self, *more):
        return advisor(self.stack, "redeploy", self.path, *more)

    def job(self):
        """The id of the one that runs."""
        (job_id,) = alive(self.stack)
        return job_id

    def grows(self):
        """Whether rows still come."""
        before = self.run.row_count()
        self.run.wait_for(lambda: self.run.row_count() > before, 60, "another row")

    def copy_of_jobs(self, name):
        """The package of the job's script, to be changed; returns the script."""
        home = self.path.parent / name
        shutil.copytree(client.REPOSITORY / "jobs", home / "jobs", ignore=shutil.ignore_patterns("__pycache__"))
        return home / example.JOB

    def journal(self):
        lines = (self.path.parent / ".narrows" / "deployments" / NAME / "journal.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def deployed(stack, tmp_path_factory):
    revive(stack)
    found = Deployed(stack, tmp_path_factory.mktemp("redeploy"))
    try:
        code, out, error = advisor(stack, "submit", found.path)
        assert code == 0, out + error
        found.submitted = out
        found.run.wait_for(lambda: found.run.row_count() > 1_000, what="first rows")
        yield found
    finally:
        found.load.end()
        for job_id in alive(stack):
            client.cancel(stack, job_id)


def test_a_submitted_job_runs_and_has_proven_itself(deployed, stack):
    """Told with its id and where to look; a second one of that name is refused."""
    job_id = deployed.job()
    assert f"version 1 runs as job {job_id}" in deployed.submitted
    assert f"job {job_id} has completed a checkpoint" in deployed.submitted
    assert f"{stack.rest_url}/#/job/running/{job_id}/overview" in deployed.submitted
    code, _, error = advisor(stack, "submit", deployed.path, "--no-doctor")
    assert (code, f"job '{NAME}' runs already ({job_id})" in error) == (2, True)


def test_a_dry_run_tells_that_another_max_parallelism_is_refused_and_changes_nothing(deployed):
    """Flink's own client and the job's last checkpoint say so; the job runs on."""
    job_id, kept = deployed.job(), sorted(deployed.path.parent.rglob("*"))
    deployed.profile(job={"max_parallelism": 256})
    code, out, error = deployed.redeploy("--dry-run", "--no-doctor")
    assert (code, error) == (2, ""), out
    assert re.search(r"would be refused: kafka_source has max parallelism 128 and would get 256: ", out)
    assert "changes  job.max_parallelism  128 -> 256\n" in out
    assert f"POST /jobs/{job_id}/stop" in out
    assert "by vertices alone" not in out
    assert sorted(deployed.path.parent.rglob("*")) == kept
    assert deployed.job() == job_id
    deployed.grows()


def test_state_that_would_be_lost_is_refused_by_name(deployed):
    """A renamed uid; the job runs on."""
    job_id = deployed.job()
    deployed.profile()
    script = deployed.copy_of_jobs("renamed")
    stages = script.parent / "pipelines" / "stages.py"
    text = stages.read_text()
    assert text.count('(source, "kafka_source"') == 1
    stages.write_text(text.replace('(source, "kafka_source"', '(source, "orders_source"'))
    code, out, error = deployed.redeploy("--script", script, "--no-doctor")
    assert code == 2, out + error
    assert error.startswith("the state of kafka_source would be lost: no operator of the new version has that uid")
    assert "starts empty: orders_source" in out
    assert deployed.job() == job_id


def test_a_version_that_fails_on_the_cluster_comes_back_by_itself(deployed):
    """It passes the client; the former version goes on from the same savepoint."""
    deployed.profile()
    script = deployed.copy_of_jobs("broken")
    function = script.parent / "examples" / "orders.py"
    text = function.read_text()
    assert text.count("import Any\n") == 1
    function.write_text(text.replace("import Any\n", f"import Any\n\n{ON_THE_CLUSTER}"))
    before = deployed.job()
    code, out, error = deployed.redeploy("--script", script, "--no-doctor", "--no-compare")
    assert code == 3, out + error
    assert "planted" in error
    after = deployed.job()
    assert error.endswith(f"job {after} runs with version 1\n")
    assert after != before
    steps = [(line["step"], line.get("savepoint")) for line in deployed.journal()]
    assert [step for step, _ in steps][-4:] in (
        ["stopped", "failed", "running", "returned"],
        ["running", "failed", "running", "returned"],
    )
    deployed.grows()


def test_a_redeploy_under_load_loses_and_doubles_nothing(deployed, stack):
    """Row for row and offset by offset; each bad record has one dead letter. Then before is compared with after."""
    deployed.profile(operators={"kafka_source": {"parallelism": 2}, "jdbc_sink": {"batch_size": 700, "parallelism": 2}})
    before = deployed.job()
    code, out, error = deployed.redeploy("--window", 12, "--settle", 0)
    assert (code in (0, 1), error) == (True, ""), out
    after = deployed.job()
    assert after != before
    assert "operators.jdbc_sink.batch_size      5000 -> 700\n" in out
    assert f"job {after} has completed a checkpoint\n" in out
    assert re.search(r"\n(improved|same|worse|inconclusive): ", out)
    assert "note  parallelism of jdbc_sink: 1 before, 2 after" in out
    deployed.grows()
    deployed.load.end()
    expected = expected_orders(stack.bootstrap_servers, TOPIC)
    deployed.run.wait_for(lambda: deployed.run.row_count() == len(expected), what="the last row")
    time.sleep(3)  # the last versions of rows that are there already
    assert_same_rows(deployed.run, expected)
    bad = {place for place, value in messages(stack) if not value.startswith(b'{"order_id":"o-')}
    assert dead_letters(stack) == Counter(bad)


def test_a_rescale_alone_is_asked_of_the_running_job_where_the_scheduler_is_adaptive(run, stack):
    """The job keeps its id, no savepoint is taken; and one that gets no slots goes back to what it was."""
    config = dict(stack.flink_config)
    stack.reconfigure_flink({**config, **ADAPTIVE, "taskmanager.numberOfTaskSlots": 4})
    try:
        topic = "orders_rescale"
        example.create_topic(stack, topic, 4)
        produce(stack.bootstrap_servers, topic, good_orders(20_000, keys=20_000))
        kafka = {"group_id": topic}
        former = run.profile(topic, kafka=kafka)
        job_id = run.submit(former)
        kept = former.rename(former.with_name("former.yaml"))
        wider = run.profile(topic, kafka=kafka, operators={"jdbc_sink": {"parallelism": 2}})
        run.wait_for(lambda: client.job_state(stack, job_id) == "RUNNING", what="a running job")
        more = ("--former", kept, "--no-doctor", "--no-compare", "--timeout", 90)
        code, out, error = advisor(stack, "redeploy", wider, *more)
        assert (code, error) == (0, ""), out
        assert "how      rescaled where it runs" in out
        assert parallelism(stack, job_id)["jdbc_sink"] == 2
        run.profile(topic, kafka=kafka, operators={"jdbc_sink": {"parallelism": 9}})
        more = ("--no-doctor", "--no-compare", "--timeout", 20)
        code, out, error = advisor(stack, "redeploy", wider, *more)
        assert code == 3, out + error
        assert error.endswith("it runs with its former parallelism\n")
        assert parallelism(stack, job_id)["jdbc_sink"] == 2
        expected = expected_orders(stack.bootstrap_servers, topic)
        run.wait_for(lambda: run.row_count() == len(expected), what="the last row")
    finally:
        run.jobs.clear()  # they end with the cluster
        stack.reconfigure_flink(config)


def alive(stack):
    """Ids of the jobs of that name that have not ended."""
    jobs = requests.get(f"{stack.rest_url}/jobs/overview", timeout=30).json()["jobs"]
    return [
        job["jid"] for job in jobs if job["name"] == NAME and job["state"] not in ("FINISHED", "CANCELED", "FAILED")
    ]


def parallelism(stack, job_id):
    return {name.removeprefix("Source: "): number for name, number, _ in client.job_vertices(stack, job_id)}


def messages(stack):
    """Place and bytes of everything in the topic."""
    for partition, offset, value in read_topic(stack.bootstrap_servers, TOPIC):
        yield (partition, offset), value or b""


def dead_letters(stack):
    """How often each place was written as a dead letter."""
    found = (json.loads(value) for _, _, value in read_topic(stack.bootstrap_servers, f"{TOPIC}_dead_letters"))
    return Counter((letter["partition"], letter["offset"]) for letter in found)
