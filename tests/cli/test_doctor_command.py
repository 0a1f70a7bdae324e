"""`advisor doctor` as a user runs it: exit codes, formats, and what a broken profile ends in."""

import json

import pytest

from advisor.cli import doctor as command
from advisor.doctor.patient import Patient
from advisor.doctor.seen import NotAsked, Stored
from advisor.model.unknown import Unknown
from tests.doctor.healthy import CLUSTER, DISTRIBUTION, HEALTHY, interpreter


@pytest.fixture
def world(monkeypatch):
    """Put a made-up world in place of the real one; returns what the command asked for."""
    asked = {}

    def put(cluster=CLUSTER):
        def patient_at(profile, environ, **options):
            asked.update(options)
            away = isinstance(cluster, Unknown)
            return Patient(
                profile=profile,
                environ={},
                machine=lambda: HEALTHY.machine,
                distribution=lambda: DISTRIBUTION,
                python=lambda _executable: interpreter(),
                write=lambda _folder, _made: None,
                cluster=lambda: cluster,
                kafka=lambda: NotAsked("left out") if away else HEALTHY.kafka,
                database=lambda: Stored(HEALTHY.database, HEALTHY.table, HEALTHY.lookup),
            )

        monkeypatch.setattr(command, "patient_at", patient_at)
        return asked

    return put


CHECKPOINTS = "flink: {execution.checkpointing.dir: file:///data, execution.checkpointing.savepoint-dir: file:///data}"


def test_a_fit_patient_ends_with_0(advisor, profile, world):
    """Marks, and the summary as the last line; nothing on the other output."""
    asked = world()
    found = advisor("doctor", profile(CHECKPOINTS), "--flink", "http://localhost:8081", "--flink-home", "/opt/flink")
    assert found.code == 0, found.out
    assert found.err == ""
    assert found.out.splitlines()[-1].startswith("fit: ")
    assert (asked["url"], str(asked["flink_home"]), asked["client_only"]) == (
        "http://localhost:8081",
        "/opt/flink",
        False,
    )


def test_a_fault_ends_with_1(advisor, profile, world):
    """What is down is told with what mends it."""
    world(Unknown("http://localhost:8081/overview does not answer"))
    found = advisor("doctor", profile(CHECKPOINTS))
    assert found.code == 1
    assert "http://localhost:8081/overview does not answer" in found.out
    assert "-> start the cluster" in found.out
    assert found.out.splitlines()[-1].startswith("not fit: 1 failed")


def test_json_is_for_scripts(advisor, profile, world):
    """The same outcomes, one document."""
    world()
    path = profile(CHECKPOINTS)
    found = advisor("doctor", path, "--format", "json")
    document = json.loads(found.out)
    assert (document["fit"], document["profile"]) == (True, str(path))
    assert {each["state"] for each in document["outcomes"]} == {"ok"}
    assert found.code == 0


def test_a_terminal_without_utf_8_gets_ascii(advisor, profile, world, monkeypatch):
    """Whatever stands in names."""
    world()
    monkeypatch.setattr("rich.console.Console.encoding", "ascii")
    found = advisor("doctor", profile(f"job: {{name: bestellungen_für_alle}}\n{CHECKPOINTS}"))
    assert found.out.isascii()
    assert "  + same_job" in found.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--client-only", "--flink", "http://localhost:8081"), "leave --flink out"),
        (("--flink", "localhost"), "http://localhost:8081"),
        (("--format", "xml"), "Invalid value"),
    ],
)
def test_wrong_usage_ends_with_2(advisor, profile, arguments, words, tmp_path):
    """A sentence, nothing looked at."""
    found = advisor("doctor", profile(), *arguments, FLINK_HOME=str(tmp_path), PATH=str(tmp_path))
    assert found.code == 2
    assert words in found.err
    assert found.out == ""


def test_a_broken_profile_ends_with_2(advisor, profile):
    """With all its faults, before anything is looked at."""
    found = advisor("doctor", profile("kafka: {topik: orders}\njob: {name: 1}"))
    assert found.code == 2
    assert "topik" in found.err
    assert "job.name" in found.err
    assert found.out == ""


def test_the_client_alone_can_be_looked_at(advisor, profile, tmp_path):
    """Really: a machine with nothing on it, which needs no network, and says what it lacks."""
    found = advisor(
        "doctor", profile(), "--client-only", "--flink-home", tmp_path, PATH=str(tmp_path), PGPASSWORD="x", JAVA_HOME=""
    )
    assert found.code == 1
    assert "left out by --client-only" in found.out
    assert "there is no flink-dist-*.jar" in found.out
    assert "there is no java on the PATH" in found.out
    assert "Traceback" not in found.out + found.err
