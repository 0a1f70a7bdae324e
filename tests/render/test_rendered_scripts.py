"""`flink-run.sh` and `kafka-topic.sh`: a real shell runs them, and what they call tells which words it got."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.profile.render.escape import shell

HOSTILE = "$(touch /tmp/pwned) `id` 'a\" ; rm -rf * & | > < \\"
WORD = "x;$(id)`id`'\"\\&|*"


@pytest.fixture
def words(tmp_path):
    """Run a script whose commands are replaced; the words of each call, the command's name first."""
    for name in ("flink", "kafka-topics.sh", "kafka-configs.sh"):
        (tmp_path / "bin").mkdir(exist_ok=True)
        path = tmp_path / "bin" / name
        path.write_text(f"#!/bin/sh\nprintf '%s\\0' {name} \"$@\"\nprintf '\\n\\0'\n")
        path.chmod(0o755)

    def run(text, *arguments, beside="job.yaml"):
        script = tmp_path / "out" / "flink-run" / "script.sh"
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text(text)
        (tmp_path / "out" / beside).touch()
        done = subprocess.run(
            ["sh", str(script), *arguments],
            env={"FLINK_HOME": str(tmp_path), "KAFKA_BIN": str(tmp_path / "bin"), "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        )
        calls = done.stdout.split("\0\n\0")
        return [call.split("\0") for call in calls if call]

    return run


def test_the_flink_run_line_in_full(words, rendered):
    """Each option as `flink run` knows it; what stands behind the script is the script's own."""
    text = rendered(
        "flink-run/flink-run.sh",
        flink={"taskmanager.numberOfTaskSlots": 2, "table.exec.mini-batch.enabled": True},
        python={
            "executable": "venv.zip/venv/bin/python",
            "client_executable": "/opt/my venv/bin/python",
            "files": ["jobs.zip", "more.zip"],
            "archives": ["venv.zip#venv"],
            "requirements": "requirements.txt",
        },
        deployment={"savepoint": "s3://bucket/savepoint-1", "script": "jobs/mine.py", "settings": "out/job.yaml"},
    )
    assert words(text, "-Dpipeline.name=other") == [
        [
            *("flink", "run", "--detached"),
            "-Dexecution.checkpointing.interval=10 s",
            "-Dexecution.checkpointing.timeout=10 min",
            "-Dexecution.checkpointing.tolerable-failed-checkpoints=100",
            "-Drestart-strategy.exponential-delay.initial-backoff=1 s",
            "-Drestart-strategy.exponential-delay.max-backoff=30 s",
            "-Drestart-strategy.type=exponential-delay",
            "-Dtable.exec.mini-batch.enabled=true",
            *("--fromSavepoint", "s3://bucket/savepoint-1"),
            "-Dpipeline.name=other",
            *("-pyclientexec", "/opt/my venv/bin/python"),
            *("-pyexec", "venv.zip/venv/bin/python"),
            *("-pyfs", "jobs.zip,more.zip"),
            *("-pyarch", "venv.zip#venv"),
            *("-pyreq", "requirements.txt"),
            *("-py", "jobs/mine.py", "--settings", "out/job.yaml"),
        ]
    ]


def test_what_is_not_set_is_not_said(words, rendered, tmp_path):
    """Flink's own defaults stay; the settings are those rendered beside the script, wherever that is."""
    (line,) = words(rendered("flink-run/flink-run.sh", python={"files": []}))
    assert [word for word in line if not word.startswith("-D")] == [
        *(
            "flink",
            "run",
            "--detached",
            "-py",
            "jobs/kafka_to_jdbc.py",
            "--settings",
            str(tmp_path / "out" / "job.yaml"),
        )
    ]


def test_an_older_flink_is_told_its_older_names(words, rendered):
    """It would leave out the others in silence."""
    deployment = {"flink_version": "1.18.1", "state_dir": "s3://b/o"}
    (line,) = words(rendered("flink-run/flink-run.sh", deployment=deployment))
    assert {"-Drestart-strategy.type=exponential-delay", "-Dstate.checkpoints.dir=s3://b/o/checkpoints"} <= set(line)
    assert not [word for word in line if word.startswith("-Dexecution.checkpointing.dir")]


def test_an_interpreter_under_flinks_own_key_is_one_option(words, rendered):
    """Not -D and -pyexec both."""
    (line,) = words(rendered("flink-run/flink-run.sh", flink={"python.executable": "/usr/bin/python3"}))
    assert [word for word in line if "python3" in word] == ["/usr/bin/python3"]
    assert line[line.index("/usr/bin/python3") - 1] == "-pyexec"


def test_hostile_values_are_words_and_no_commands(words, rendered):
    """Quotes, dollars, backticks and semicolons go through as they are."""
    text = rendered(
        "flink-run/flink-run.sh",
        flink={"pipeline.name": HOSTILE},
        deployment={"script": HOSTILE, "savepoint": WORD},
    )
    (line,) = words(text)
    assert f"-Dpipeline.name={HOSTILE}" in line
    assert line[-3:-1] == [HOSTILE, "--settings"]
    assert line[line.index("--fromSavepoint") + 1] == WORD


def test_without_its_settings_nothing_is_submitted(words, rendered):
    """One sentence, before Flink's client starts."""
    with pytest.raises(subprocess.CalledProcessError) as ended:
        words(rendered("flink-run/flink-run.sh"), beside="config.yaml")
    assert ended.value.stderr.endswith(
        "job.yaml: there is no such file; `advisor render` writes it, or deployment.settings names another\n"
    )
    assert ended.value.stdout == ""


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs",))))
def test_every_text_is_one_word_of_a_shell_or_refused(value):
    """Only a NUL cannot stand on a command line."""
    if "\0" in value:
        with pytest.raises(BadInput, match="a command line cannot hold"):
            shell(value)
        return
    done = subprocess.run(["sh", "-c", f"printf %s {shell(value)}"], capture_output=True, check=True)
    assert done.stdout.decode() == value


def test_both_topics_are_made_and_keep_their_records_as_long_as_told(words, rendered):
    """Making one that is there is no error, so the script can run before every deployment."""
    text = rendered(
        "kafka-topic/kafka-topic.sh",
        deployment={
            "topics": {
                "partitions": 8,
                "replication_factor": 3,
                "retention_ms": 604800000,
                "dead_letter_retention_ms": -1,
            }
        },
    )
    server = ("--bootstrap-server", "localhost:9092")
    create = ("--create", "--if-not-exists", "--topic")
    alter = ("--alter", "--entity-type", "topics", "--entity-name")
    assert words(text) == [
        ["kafka-topics.sh", *server, *create, "orders", "--partitions", "8", "--replication-factor", "3"],
        ["kafka-configs.sh", *server, *alter, "orders", "--add-config", "retention.ms=604800000"],
        ["kafka-topics.sh", *server, *create, "orders_dead_letters", "--partitions", "1", "--replication-factor", "3"],
        ["kafka-configs.sh", *server, *alter, "orders_dead_letters", "--add-config", "retention.ms=-1"],
    ]


def test_what_the_profile_leaves_to_the_broker_is_left_to_it(words, rendered):
    """Copies and retention have defaults there."""
    calls = words(rendered("kafka-topic/kafka-topic.sh", kafka={"topic": "Orders_v1.eu-west"}))
    assert [call[0] for call in calls] == ["kafka-topics.sh", "kafka-topics.sh"]
    assert calls[0][-4:] == ["--topic", "Orders_v1.eu-west", "--partitions", "4"]
