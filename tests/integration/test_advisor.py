"""The advisor on real jobs: it names the sink of the slow profile, and leaves a healthy job alone."""

import gzip
import json
import os
import subprocess
import time

import pytest
import requests

from advisor.model.thresholds import Thresholds
from lab import client, example
from lab.orders import good_orders
from lab.producer import produce

pytestmark = pytest.mark.stack


def advisor(stack, *arguments):
    """Exit code, standard output, standard error of the real command."""
    environment = {**os.environ, **stack.profile_environment(), "PGPASSWORD": stack.postgres.password}
    done = subprocess.run(
        [str(client.ADVISOR), *arguments], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    return done.returncode, done.stdout, done.stderr


def report(stack, job_id, profile, *more):
    dsn = stack.postgres.dsn_without_password
    return advisor(
        stack,
        *("report", "--flink", stack.rest_url, "--job", job_id, "--profile", str(profile), "--postgres", dsn),
        *("--window", "12", *more),
    )


def wait_until_settled(stack, job_id):
    """Past the time in which the advisor refuses to judge a job: workers and compilers still start then."""
    running_ms = requests.get(f"{stack.rest_url}/jobs/{job_id}", timeout=30).json()["vertices"][0]["duration"]
    time.sleep(max(0.0, Thresholds().warm_up_seconds + 5 - running_ms / 1000))


def test_on_the_slow_profile_it_names_the_sink_and_the_batch_size(run, stack, tmp_path):
    """One row a commit: the verdict, the evidence, and a patch that the profile takes."""
    topic = "orders_slow"
    example.create_topic(stack, topic, 4)
    produce(stack.bootstrap_servers, topic, good_orders(150_000, keys=1_500_000))
    profile = run.profile(topic, base="slow.yaml")
    job_id = run.submit(profile)
    wait_until_settled(stack, job_id)
    saved = tmp_path / "report.json"
    code, text, _ = report(stack, job_id, profile, "--save", str(saved))
    found = json.loads(saved.read_text())
    assert code == 1
    assert text.splitlines()[2].startswith("jdbc_sink limits this job: it commits one row at a time.")
    verdict = found["verdict"]
    assert (verdict["kind"], verdict["operator"], verdict["cause"]) == ("operator_bound", "jdbc_sink", "small_batches")
    assert {each["operator"] for each in verdict["ruled_out"]} >= {"kafka_source", "enrichment"}
    assert "unbatched_sink" in [each["rule"] for each in found["findings"]]
    changes = {each["setting"]: each for each in found["plan"]["recommendations"]}
    assert changes["jdbc_sink.batch_size"]["current"] == 1
    assert changes["jdbc_sink.batch_size"]["proposed"] >= 100
    assert found["plan"]["predicted_throughput"] > 5 * found["plan"]["observed_throughput"]

    kept = tmp_path / "capture.json.gz"
    dsn = f"{stack.postgres.dsn_without_password}?password={stack.postgres.password}"
    code, _, _ = advisor(
        stack,
        "capture",
        "--flink",
        stack.rest_url,
        "--job",
        job_id,
        "--postgres",
        dsn,
        "--window",
        "12",
        "--out",
        str(kept),
    )
    assert code == 0
    assert stack.postgres.password not in gzip.decompress(kept.read_bytes()).decode()
    _, out, _ = advisor(stack, "report", "--capture", str(kept), "--profile", str(profile), "--format", "json")
    assert json.loads(out)["verdict"]["operator"] == "jdbc_sink"

    code, said, _ = advisor(stack, "apply", str(saved), "--profile", str(profile), "--write")
    assert code == 0
    assert "batch_size" in said
    proposed = changes["jdbc_sink.batch_size"]["proposed"]
    assert f"batch_size: {proposed}\n" in profile.read_text()


def test_on_an_idle_job_it_finds_nothing_to_change(run, stack):
    """Waiting for data is healthy: exit code 0, no finding, no recommendation."""
    topic = "orders_idle"
    example.create_topic(stack, topic, 2)
    profile = run.profile(topic)
    job_id = run.submit(profile)
    produce(stack.bootstrap_servers, topic, good_orders(200, keys=200))
    wait_until_settled(stack, job_id)
    assert run.row_count() > 100, "a job that did something and waits now, not one that never ran"
    code, out, _ = report(stack, job_id, profile, "--format", "json")
    found = json.loads(out)
    assert (code, found["verdict"]["kind"]) == (0, "input_bound")
    assert (found["findings"], found["plan"]["recommendations"]) == ([], [])


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--flink", "http://127.0.0.1:9"], 3, "http://127.0.0.1:9"),
        (["--flink", "{rest}", "--job", "no_such_job"], 2, "no_such_job"),
        (["--flink", "{postgres}"], 3, "{postgres}"),
        (["--flink", "nonsense"], 2, "nonsense"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(stack, arguments, code, sentence):
    """The endpoint, no traceback, the exit code of the documentation."""
    addresses = {"rest": stack.rest_url, "postgres": f"http://127.0.0.1:{stack.postgres.port}"}
    found, out, error = advisor(stack, "report", *(each.format(**addresses) for each in arguments))
    assert (found, out) == (code, "")
    assert sentence.format(**addresses) in error
    assert "Traceback" not in error
