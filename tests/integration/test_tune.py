"""`advisor tune` on a real job: from one row a commit to batches, measured, kept, written down."""

import json
import os
import subprocess
import threading

import pytest

from lab import client, example
from lab.orders import good_orders
from lab.producer import produce

pytestmark = pytest.mark.stack

BACKLOG = 1_500_000


def tune(stack, profile, job_id, *more):
    """Exit code, standard output, standard error of the real command."""
    environment = {
        **os.environ,
        **stack.flink_environment(),
        **stack.profile_environment(),
        "PGPASSWORD": stack.postgres.password,
    }
    done = subprocess.run(
        [
            *(str(client.ADVISOR), "tune", "--flink", stack.rest_url, "--job", job_id, "--profile", str(profile)),
            *("--postgres", stack.postgres.dsn_without_password, "--flink-bin", str(stack.flink_bin)),
            *("--window", "12", "--settle", "15", "--max-steps", "2", *more),
        ],
        cwd=client.REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_slow_profile_is_tuned_and_what_improved_is_kept(run, stack):
    """The batch size grows, and the throughput with it; the journal says so."""
    topic = "orders_tune"
    example.create_topic(stack, topic, 4)
    orders = good_orders(BACKLOG, keys=BACKLOG)
    filler = threading.Thread(target=produce, args=(stack.bootstrap_servers, topic, orders), daemon=True)
    filler.start()
    profile = run.profile(topic, base="slow.yaml")
    before = profile.read_bytes()
    job_id = run.submit(profile)
    run.wait_for(lambda: run.row_count() > 10_000, what="a warm job")
    code, out, error = tune(stack, profile, job_id, "--yes")
    filler.join()
    lines = [json.loads(line) for line in (profile.parent / "tune-journal.jsonl").read_text().splitlines()]
    run.jobs.extend(line["job_id_after"] for line in lines)
    assert (code, error) == (0, ""), out
    first = lines[0]
    assert (first["outcome"], first["decision"]) == ("improved", "kept")
    assert "jdbc_sink.batch_size" in [each["setting"] for each in first["changes"]]
    assert first["throughput_after"] >= 3 * first["throughput_before"]
    assert first["savepoint"].startswith("file:")
    batch = next(each["to"] for each in first["changes"] if each["setting"] == "jdbc_sink.batch_size")
    assert batch > 1
    assert f"batch_size: {batch}\n" in profile.read_text()
    assert profile.read_bytes() != before
    assert out.splitlines()[-1].startswith("From ")
    assert client.job_state(stack, lines[-1]["job_id_after"]) == "RUNNING"
