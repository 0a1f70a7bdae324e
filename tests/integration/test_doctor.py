"""`advisor doctor` on the real stack: fit as it is, and each fault that is planted is found, alone, with its hint."""

import json
import os
import shutil
import subprocess

import pytest

from advisor.doctor.examine import examine
from advisor.doctor.patient import patient_at
from advisor.profile.profile import load_profile
from lab import client, example
from lab.stack.ports import choose_ports

pytestmark = pytest.mark.stack

TOPIC = "orders_doctor"


class Doctor:
    """Examines a profile that fits the stack, with what a test makes wrong."""

    def __init__(self, run, stack):
        self.run, self.stack = run, stack
        self.environ = {**os.environ, **stack.flink_environment(), **stack.profile_environment()}
        example.create_topic(stack, TOPIC, 2)

    def profile(self, **changes):
        return self.run.profile(TOPIC, **changes)

    def sql(self, *statements):
        connection = self.stack.postgres.connect()
        with connection.cursor() as cursor:
            for each in statements:
                cursor.execute(each.format(table=self.run.table))
        connection.close()

    def outcomes(self, profile=None, *, flink_home=None, url=None, replaces=None, **changes):
        found = load_profile(profile or self.profile(**changes), self.environ)
        url = url or self.stack.rest_url
        return examine(patient_at(found, self.environ, url=url, flink_home=flink_home, replaces=replaces))

    def faults(self, profile=None, **changes):
        """`group/check` of all that is neither ok nor skipped, with what was said."""
        return {
            f"{each.group}/{each.check}": each.what
            for each in self.outcomes(profile, **changes)
            if each.state in ("failed", "warning")
        }


@pytest.fixture
def doctor(run, stack):
    return Doctor(run, stack)


def test_the_stack_as_it_is_is_fit(doctor, stack):
    """The command as a user runs it, on the shipped local profile: every mark is ok, none is skipped."""
    done = subprocess.run(
        [str(client.ADVISOR), "doctor", str(doctor.profile()), "--flink", stack.rest_url, "--format", "json"],
        env=doctor.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    outcomes = json.loads(done.stdout)["outcomes"]
    assert [each for each in outcomes if each["state"] != "ok"] == []
    said = {f"{each['group']}/{each['check']}": each["what"] for each in outcomes}
    assert said["kafka/source_topic"] == f"{TOPIC}: partitions 2, subtasks 1"
    assert "JobManager, taskmanager-1: Java" in said["cluster/java"]
    assert "flink-sql-connector-kafka 5.0.0-2.2" in said["distribution/connectors"]
    assert stack.postgres.password not in done.stdout


@pytest.mark.parametrize(
    ("statement", "check", "words"),
    [
        ("DROP TABLE {table}", "table/there", "there is no table"),
        ("ALTER TABLE {table} ALTER source_offset TYPE text", "table/columns", "source_offset is text"),
        ("ALTER TABLE {table} ALTER event_timestamp DROP NOT NULL", "table/columns", "may be NULL"),
        ("ALTER TABLE {table} RENAME source_offset TO o", "table/columns", "has no column 'source_offset'"),
        ("ALTER TABLE {table} DROP CONSTRAINT {table}_pkey", "table/key", "no unique index on (order_id)"),
        ("ALTER TABLE {table} RENAME TO {table}_of_yore; CREATE VIEW {table} AS SELECT 1", "table/there", "is a view"),
    ],
)
def test_a_table_that_does_not_fit_is_named(doctor, statement, check, words):
    """Each by the one check that it is for, as far as the others can still see it."""
    doctor.sql(statement)
    try:
        faults = doctor.faults()
    finally:
        doctor.sql("DROP VIEW IF EXISTS {table}") if "VIEW" in statement else None
    assert words in faults[check]
    assert {name.partition("/")[0] for name in faults} == {"table"}


@pytest.mark.parametrize("index", ["(order_id) WHERE is_large", "(order_id, status)", "(lower(order_id))"])
def test_an_index_that_on_conflict_cannot_use_is_none(doctor, index):
    """Partial, wider, or of an expression: as Postgres itself refuses it."""
    doctor.sql("ALTER TABLE {table} DROP CONSTRAINT {table}_pkey", f"CREATE UNIQUE INDEX ON {{table}} {index}")
    assert list(doctor.faults()) == ["table/key"]


@pytest.fixture
def stranger(doctor, tmp_path):
    """Settings of a second user of the database, who may connect and no more."""
    doctor.sql("DROP ROLE IF EXISTS stranger", "CREATE ROLE stranger LOGIN PASSWORD 'strange'")
    password = tmp_path / "stranger"
    password.write_text("strange\n")
    password.chmod(0o600)
    yield {"user": "stranger", "password_file": str(password)}
    doctor.sql("DROP OWNED BY stranger", "DROP ROLE stranger")


def test_missing_privileges_are_named_with_the_grant(doctor, stranger):
    """The grant that the hint says is enough."""
    (found,) = [each for each in doctor.outcomes(database=stranger) if each.state == "failed"]
    assert (found.check, found.what) == ("privileges", f"stranger lacks SELECT, INSERT, UPDATE on {doctor.run.table}")
    doctor.sql(found.hint)
    assert doctor.faults(database=stranger) == {}
    doctor.sql("REVOKE UPDATE ON {table} FROM stranger", "GRANT UPDATE (status) ON {table} TO stranger")
    assert "lacks UPDATE" in doctor.faults(database=stranger)["table/privileges"]


def test_limits_of_the_user_are_named(doctor, stranger):
    """Fewer connections than the sink has subtasks; a user whose transactions are read-only.

    The sessions of others are hidden from this one, and counted all the same.
    """
    doctor.sql(
        "GRANT SELECT, INSERT, UPDATE ON {table} TO stranger",
        "ALTER ROLE stranger CONNECTION LIMIT 2",
        "ALTER ROLE stranger SET default_transaction_read_only = on",
    )
    faults = doctor.faults(database=stranger, operators={"jdbc_sink": {"parallelism": 3}})
    assert set(faults) == {"database/connections", "database/writable"}
    assert "3 needed, and role stranger may have 2" in faults["database/connections"]


def test_more_subtasks_than_connections_are_named(doctor):
    """The sum with what is reserved and used; slots would not do either."""
    faults = doctor.faults(operators={"jdbc_sink": {"parallelism": 120}})
    assert set(faults) == {"database/connections", "cluster/slots"}
    assert faults["database/connections"].startswith("120 needed, ")
    assert "max_connections 100, " in faults["database/connections"]
    assert faults["cluster/slots"].endswith("needs 120")


def test_a_wrong_password_is_named_by_its_file(doctor, tmp_path):
    """Once, and not what it was; what is behind the login is skipped."""
    wrong = tmp_path / "wrong"
    wrong.write_text("not-the-password\n")
    wrong.chmod(0o600)
    outcomes = doctor.outcomes(database={"password_file": str(wrong)})
    (found,) = [each for each in outcomes if each.state == "failed"]
    assert found.what.endswith(f"refuses user 'orders': the password of {wrong} is wrong")
    assert "not-the-password" not in repr(outcomes)
    assert {each.state for each in outcomes if each.group == "table"} == {"skipped"}


def test_a_password_that_is_not_there_or_open_to_all_is_named(doctor, stack, tmp_path):
    """Before anybody connects with it."""
    assert set(doctor.faults(database={"password_file": str(tmp_path / "none")})) == {"machine/password"}
    open_to_all = tmp_path / "open"
    open_to_all.write_text(stack.postgres.password)
    open_to_all.chmod(0o644)
    assert "read by everybody" in doctor.faults(database={"password_file": str(open_to_all)})["machine/password"]


def test_what_does_not_answer_is_named_once_each(doctor):
    """Kafka, database and Flink at a port where nobody listens; the rest is judged all the same."""
    port = choose_ports(("nobody",), {}, set())["nobody"]
    outcomes = doctor.outcomes(
        kafka={"bootstrap_servers": f"127.0.0.1:{port}"},
        database={"port": port},
        url=f"http://127.0.0.1:{port}",
    )
    failed = [(each.group, each.check) for each in outcomes if each.state == "failed"]
    assert failed == [("cluster", "reachable"), ("kafka", "reachable"), ("database", "reachable")]
    assert {each.state for each in outcomes if each.group == "distribution"} == {"ok"}


def test_a_server_that_is_no_flink_is_named(doctor, stack):
    """Kafka's port does not speak HTTP."""
    faults = doctor.faults(url=f"http://{stack.bootstrap_servers}")
    assert "does not answer" in faults["cluster/reachable"]


def test_topics_that_are_not_there_are_named_and_not_created(doctor):
    """Nor does asking for them a second time find them."""
    missing = {"topic": "no_such_topic", "dead_letter_topic": "no_such_letters"}
    for _ in range(2):
        faults = doctor.faults(kafka=missing)
        assert set(faults) == {"kafka/source_topic", "kafka/dead_letter_topic"}


def test_idle_readers_are_named(doctor):
    """Three subtasks for two partitions."""
    faults = doctor.faults(operators={"kafka_source": {"parallelism": 3}})
    assert list(faults) == ["kafka/source_topic"]


@pytest.fixture
def flink_home(doctor, stack, tmp_path):
    """The stack's Flink once more, to be spoiled."""
    home = tmp_path / "flink"
    for name in ("lib", "conf"):
        shutil.copytree(stack.home / "flink" / name, home / name, symlinks=True)
    for name in ("opt", "plugins"):
        (home / name).symlink_to(stack.home / "flink" / name)
    return home


def test_spoiled_jars_are_named(doctor, flink_home):
    """One in two versions, a part beside the whole, one for another Flink, and the connector gone."""
    assert doctor.faults(flink_home=flink_home) == {}
    whole = next((flink_home / "lib").glob("flink-sql-connector-kafka-*.jar"))
    older = flink_home / "lib" / "flink-sql-connector-kafka-3.4.0-1.20.jar"
    older.symlink_to(whole)
    (flink_home / "lib" / "flink-connector-base-2.3.0.jar").symlink_to(next((flink_home / "lib").glob("flink-cep-*")))
    said = [each.what for each in doctor.outcomes(flink_home=flink_home) if each.state in ("failed", "warning")]
    assert any(f"{older.name} and {whole.name}" in each for each in said)
    assert any("flink-connector-base-2.3.0.jar beside" in each for each in said)
    assert any(f"{older.name} was built for Flink 1.20" in each for each in said)
    assert any(f"{older.name} and {whole.name} share" in each for each in said)
    for each in (whole, older):
        each.unlink()
    assert "distribution/kafka_connector" in doctor.faults(flink_home=flink_home)


def test_a_configuration_that_nobody_reads_is_named(doctor, flink_home):
    """Flink 2.x ignores the old file."""
    (flink_home / "conf" / "flink-conf.yaml").write_text("rest.port: 1\n")
    assert "ignores flink-conf.yaml" in doctor.faults(flink_home=flink_home)["distribution/configuration_file"]


def test_what_the_client_will_not_run_on_is_named(doctor, tmp_path):
    """An interpreter that is not there, one without PyFlink, and flags that the JDK drops."""
    bare = tmp_path / "python"
    bare.write_text(
        f'#!/bin/sh\nexec {shutil.which("python3", path="/usr/bin:/bin") or "/usr/bin/env python3"} -S "$@"\n'
    )
    bare.chmod(0o755)
    faults = doctor.faults(
        python={"executable": "/no/such/python", "client_executable": str(bare)},
        flink={"env.java.opts.taskmanager": "-XX:+PrintGCDateStamps -Xlog:gc*:file=/no/such/folder/gc.log"},
    )
    assert "/no/such/python" in faults["python/interpreters"]
    assert "cannot import pyflink" in faults["python/pyflink"]
    assert "PrintGCDateStamps" in faults["profile/jvm_flags"]
    assert "/no/such/folder" in faults["profile/gc_log"]


def test_thread_mode_has_what_it_needs_here(doctor, flink_home):
    """flink-python in lib/, pemja beside it; without the jar it is told."""
    said = {each.what: each.state for each in doctor.outcomes(python={"mode": "thread"}) if each.check == "thread_mode"}
    assert set(said.values()) == {"ok"}
    assert len(said) == 2
    next((flink_home / "lib").glob("flink-python-*.jar")).unlink()
    faults = doctor.faults(python={"mode": "thread"}, flink_home=flink_home)
    assert "no flink-python" in faults["python/thread_mode"]


@pytest.mark.parametrize("folder", ["/proc/narrows/checkpoints", "/etc/hostname/checkpoints"])
def test_a_checkpoint_folder_that_takes_nothing_is_named(doctor, folder):
    """A filesystem that is read-only even for root; a file in the way."""
    faults = doctor.faults(flink={"execution.checkpointing.dir": f"file://{folder}"})
    assert list(faults) == ["cluster/checkpoint_directory"]
    assert f"file://{folder} cannot be written" in faults["cluster/checkpoint_directory"]


def test_a_job_of_the_name_is_named_unless_it_is_replaced(doctor, run, stack):
    """Then its slots and its connections are free again."""
    profile = doctor.profile(operators={"jdbc_sink": {"parallelism": 2}, "enrichment": {"parallelism": 2}})
    job_id = run.submit(profile)
    client.wait_for_state(stack, job_id, "RUNNING")
    faults = doctor.faults(profile)
    assert job_id in faults["cluster/same_job"]
    outcomes = doctor.outcomes(profile, replaces=job_id)
    assert [each for each in outcomes if each.state != "ok"] == []
    slots = next(each.what for each in outcomes if each.check == "slots")
    assert slots == "8 of 8 slots free, with 2 of the replaced job; needs 2"
