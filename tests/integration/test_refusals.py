"""What a user can get wrong is told before anything is submitted: one sentence, the setting, the cure, an exit code."""

import os
import subprocess
import sys

import pytest

from lab import client, example

pytestmark = pytest.mark.stack


def check(run, **changes):
    """`--check` of the job with a changed profile: exit code, what it said."""
    profile = run.profile("orders_refusals", **changes)
    environment = {**os.environ, **run.stack.profile_environment(), **run.stack.flink_environment()}
    job_file = client.render(profile, run.work / "rendered", environment)
    done = subprocess.run(
        [sys.executable, "-m", "jobs.kafka_to_jdbc", "--settings", str(job_file), "--check"],
        cwd=client.REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def topic(stack):
    example.create_topic(stack, "orders_refusals", 2)


def test_settings_that_fit_are_confirmed(run, topic):
    """Topic, partitions, table: all there."""
    code, said = check(run)
    assert (code, said.strip()) == (0, f"ok: orders_refusals has 2 partitions, {run.table} fits")


def test_a_missing_topic_is_named(run, topic):
    """It is not created in secret with one partition."""
    code, said = check(run, kafka={"topic": "no_such_topic"})
    assert code == 2
    assert said.startswith("kafka.topic: there is no topic 'no_such_topic' on 127.0.0.1:")
    assert "Traceback" not in said


def test_a_missing_table_is_named(run, topic):
    """With the database it was looked for in."""
    code, said = check(run, database={"table": "no_such_table"})
    assert code == 2
    assert said.startswith("database.table: there is no table 'no_such_table' in database 'orders'")


def test_a_wrong_password_is_told_without_showing_it(run, topic, tmp_path):
    """Which setting it came from, never what it was."""
    wrong = tmp_path / "wrong"
    wrong.write_text("not-the-password\n")
    code, said = check(run, database={"password_file": str(wrong)})
    assert code == 3
    assert f"refuses user 'orders': the password from database.password_file ({wrong}) is wrong" in said
    assert "not-the-password" not in said


def test_a_database_that_is_not_there_is_told_with_its_address(run, topic):
    """Nothing listens on port 9."""
    code, said = check(run, database={"port": 9})
    assert (code, said.strip()) == (
        3,
        "database 'orders' on 127.0.0.1:9 does not answer: is Postgres running there? (database.host, database.port)",
    )


def test_a_broker_that_is_not_there_is_told_with_its_address(run, topic):
    """In seconds, not after Kafka's default of minutes."""
    code, said = check(run, kafka={"bootstrap_servers": "127.0.0.1:9"})
    assert code == 3
    assert said.strip().endswith("kafka.bootstrap_servers: no broker answers at 127.0.0.1:9; is Kafka running there?")


def test_an_enrichment_that_cannot_be_loaded_is_named(run, topic):
    """The most common typo of all."""
    code, said = check(run, enrichment={"function": "jobs.examples.orders:enrihc"})
    assert code == 2
    assert said.startswith("enrichment.function: 'jobs.examples.orders:enrihc' cannot be loaded")
