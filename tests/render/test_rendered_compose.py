"""The compose file, held against the published schema of Compose, and against Docker Compose where there is one."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from advisor.profile.render import LacksSetting
from advisor.profile.render.slots import slots_needed, task_managers_needed
from advisor.profile.schema.operators import Operator
from jobs.settings import Settings, parse_settings

PUBLISHED = Path(__file__).parents[1] / "recorded" / "published"
SCHEMA = jsonschema.Draft7Validator(json.loads((PUBLISHED / "compose-spec.json").read_text()))
FILE = "compose/compose.yaml"
BY_FILE = {"password_env": None, "password_file": "/run/secrets/my password"}


def compose(text):
    """The file with its merge keys resolved, as Compose reads it."""
    return yaml.safe_load(text)


def undollared(text):
    """As Compose interpolates: `$$` is a dollar, and no single one may be left."""
    assert not re.search(r"(?<!\$)(\$\$)*\$(?!\$)", text)
    return text.replace("$$", "$")


CASES = [
    {},
    {"database": BY_FILE},
    {"deployment": {"state_dir": "file:///state", "savepoint": "file:///state/savepoint-1"}},
    {"deployment": {"flink_version": "1.20.1"}},
    {"deployment": {"state_dir": "s3://b/o"}, "flink": {"rest.port": 9090, "high-availability.type": "zookeeper"}},
    {"job": {"name": "$x"}, "flink": {"a.b": "${H}"}, "database": BY_FILE, "environ": {"H": "${HOME} $$ 'x'"}},
]


@pytest.mark.parametrize("sections", CASES)
def test_the_published_schema_takes_it(rendered, sections):
    """Every key is known and of the right type."""
    SCHEMA.validate(compose(rendered(FILE, **sections)))


def test_the_check_refuses_a_key_that_compose_does_not_know(rendered):
    """Else it would say yes to anything."""
    found = compose(rendered(FILE))
    found["services"]["jobmanager"]["comand"] = "x"
    with pytest.raises(jsonschema.ValidationError, match="comand"):
        SCHEMA.validate(found)


@pytest.mark.parametrize("sections", CASES)
def test_docker_compose_takes_it(rendered, sections, tmp_path):
    """Where there is a Docker with compose, it has the last word."""
    docker = shutil.which("docker")
    known = docker and subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0
    if not known:
        pytest.skip("no `docker compose` on this machine: the file was held against Compose's published schema only")
    (tmp_path / "compose.yaml").write_text(rendered(FILE, **sections))
    checked = subprocess.run(
        [docker, "compose", "--file", "compose.yaml", "config", "--quiet"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_flink_is_given_its_configuration_as_a_file(rendered):
    """FLINK_PROPERTIES loses every space on the way: two JVM flags would become one that the JVM ignores."""
    found = compose(rendered(FILE, jvm={"max_gc_pause_ms": 70}))
    assert "FLINK_PROPERTIES" not in str(found["x-flink"]["environment"])
    read = yaml.safe_load(undollared(found["configs"]["flink"]["content"]))
    assert read["env.java.opts.taskmanager"] == "-XX:+UseG1GC -XX:MaxGCPauseMillis=70"
    assert read["jobmanager.rpc.address"] == "jobmanager"
    assert not {"rest.bind-address", "jobmanager.bind-host", "taskmanager.host"} & set(read)
    assert {"source": "flink", "target": "/opt/flink/conf/config.yaml"} in found["services"]["taskmanager"]["configs"]


def test_an_older_flink_gets_the_older_file(rendered):
    """1.18 reads no config.yaml."""
    found = compose(rendered(FILE, deployment={"flink_version": "1.18.1"}))
    assert "\nrestart-strategy.type: exponential-delay\n" in found["configs"]["flink"]["content"]
    targets = [each["target"] for each in found["services"]["jobmanager"]["configs"]]
    assert targets == ["/opt/flink/conf/flink-conf.yaml", "/opt/flink/settings/job.yaml"]


def test_the_job_gets_the_settings_that_the_profile_says(rendered):
    """A dollar in them is theirs, and no variable of Compose."""
    hostile = "${HOME} $x $$ 'a\" \\ # : \n---\n"
    found = compose(
        rendered(FILE, kafka={"consumer": {"client.id": "${H}"}}, job={"name": "a$b"}, environ={"H": hostile})
    )
    settings = parse_settings(yaml.safe_load(undollared(found["configs"]["job"]["content"])), "job.yaml", Settings)
    assert settings.kafka.consumer["client.id"] == hostile
    assert settings.job.name == "a$b"


def test_the_password_is_passed_by_name_only(rendered):
    """As a file of its own, or as the variable that it is in already."""
    by_file = compose(rendered(FILE, database=BY_FILE))
    assert by_file["secrets"] == {"database": {"file": "./secrets/database_password"}}
    assert by_file["services"]["taskmanager"]["secrets"] == [
        {"source": "database", "target": "/run/secrets/my password"}
    ]
    by_variable = compose(rendered(FILE))
    assert by_variable["services"]["submit"]["environment"]["PGPASSWORD"] is None
    assert "secrets" not in by_variable


def test_state_on_a_file_system_is_a_volume_that_all_share(rendered):
    """Else a TaskManager could not read what another wrote."""
    found = compose(rendered(FILE, deployment={"state_dir": "file:///state"}))
    assert found["volumes"] == {"state": None}
    assert found["services"]["jobmanager"]["volumes"] == found["services"]["taskmanager"]["volumes"]
    assert found["services"]["taskmanager"]["volumes"] == [{"type": "volume", "source": "state", "target": "/state"}]
    assert "volumes" not in compose(rendered(FILE, deployment={"state_dir": "s3://bucket/state"}))


def test_state_in_a_plain_folder_is_a_volume_too(rendered):
    """Flink takes a path without a scheme for one of its own file system."""
    found = compose(rendered(FILE, deployment={"state_dir": "/flink state/a".replace(" ", "-")}))
    assert found["services"]["jobmanager"]["volumes"][0]["target"] == "/flink-state/a"


def test_the_image_is_told_which_file_system_to_load(rendered):
    """S3 is a plugin that no image loads by itself; a folder needs none."""
    on_s3 = compose(rendered(FILE, deployment={"state_dir": "s3://b/o"}))
    assert on_s3["x-flink"]["environment"]["ENABLE_BUILT_IN_PLUGINS"] == "flink-s3-fs-presto-2.3.0.jar"
    assert "ENABLE_BUILT_IN_PLUGINS" not in rendered(FILE, deployment={"state_dir": "file:///state"})


def test_flinks_rest_port_is_the_profiles(rendered):
    """For whoever looks, for the health check, and for the submission."""
    for flink in ({"rest.port": 9090}, {"rest.port": 1, "rest.bind-port": "9090"}):
        services = compose(rendered(FILE, flink=flink))["services"]
        assert services["jobmanager"]["ports"] == ["127.0.0.1:9090:9090"]
        assert "http://localhost:9090/overview" in services["jobmanager"]["healthcheck"]["test"][1]
        assert "8081" not in str(services)


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        ({"flink": {"security.ssl.rest.enabled": True}}, r"flink.security.ssl.rest.enabled is true, and no keys"),
        ({"flink": {"rest.port": 0}}, r"flink.rest.port is 0, and health check and submission need one port"),
        ({"flink": {"rest.bind-port": "8081-8090"}}, r"flink.rest.bind-port is '8081-8090', and health check"),
        ({"flink": {"state.savepoints.dir": "file:///s"}}, r"state.savepoints.dir is file:///s, a folder inside each"),
        (
            {"deployment": {"state_dir": "/state"}, "flink": {"high-availability.storageDir": "/state-2"}},
            r"high-availability.storageDir is /state-2, a folder inside each container",
        ),
        ({"environ": {"PGHOST": "localhost"}}, r"database.host is localhost, which inside a container is the cont"),
        ({"database": {"password_env": None, "password_file": "secret"}}, r"database.password_file is 'secret'; a c"),
        ({"flink": {"python.client.executable": "v.zip/python"}}, r"python.client.executable is 'v.zip/python', ins"),
    ],
)
def test_what_cannot_work_in_containers_is_refused(rendered, sections, said):
    """With the key, and what to write instead."""
    with pytest.raises(LacksSetting, match=said):
        rendered(FILE, **sections)


def test_a_folder_below_the_shared_one_is_not_refused(rendered):
    """Where the volume is, all see it; a bucket is seen anyway."""
    flink = {"high-availability.storageDir": "file:///state/ha", "execution.checkpointing.savepoint-dir": "s3://b/s"}
    assert rendered(FILE, deployment={"state_dir": "/state"}, flink=flink)


def test_a_jobmanager_without_leaders_does_not_come_back_without_its_job(rendered):
    """Healthy and idle it would be, and nobody would see."""
    assert compose(rendered(FILE))["services"]["jobmanager"]["restart"] == "no"
    led = compose(rendered(FILE, flink={"high-availability.type": "zookeeper"}))
    assert led["services"]["jobmanager"]["restart"] == "unless-stopped"


@pytest.fixture
def submit(rendered, tmp_path):
    """Run the service's own script with a `flink` that lists these jobs; the words that `flink run` was given."""

    def run(listed, environment, **sections):
        service = compose(rendered(FILE, **sections))["services"]["submit"]
        words = [undollared(word) for word in (*service["entrypoint"], *service["command"])]
        flink = tmp_path / "flink"
        (tmp_path / "listed").write_text(listed)
        flink.write_text(
            f"#!/bin/sh\n[ $1 = list ] && exec cat {tmp_path}/listed\nprintf '%s\\0' \"$@\" > {tmp_path}/run\n"
        )
        flink.chmod(0o755)
        words[2] = words[2].replace("/opt/flink/bin/flink", str(flink))
        done = subprocess.run(words, env={"PATH": "/usr/bin:/bin", **environment}, capture_output=True, text=True)
        submitted = (tmp_path / "run").read_text().split("\0")[:-1] if (tmp_path / "run").exists() else None
        return done.returncode, done.stdout + done.stderr, submitted

    return run


LISTED = """\
------------------ Running/Restarting Jobs -------------------
25.11.2026 20:00:00 : 0123456789abcdef0123456789abcdef : {} (RUNNING)
--------------------------------------------------------------
"""
WITH_PASSWORD = {"PGPASSWORD": "x"}


def test_a_job_that_runs_is_not_submitted_again(submit):
    """`docker compose up` starts the service each time; a second job would write the same rows."""
    assert submit(LISTED.format("orders"), WITH_PASSWORD) == (0, "orders runs already; nothing is submitted\n", None)


@pytest.mark.parametrize("listed", ["No running jobs.\n", LISTED.format("orders_2"), LISTED.format("more orders")])
def test_a_job_that_does_not_run_is_submitted(submit, listed):
    """Whatever else runs."""
    code, _, words = submit(listed, WITH_PASSWORD, deployment={"savepoint": "/s/savepoint-1"})
    assert code == 0
    assert words == [
        *("run", "--detached", "--jobmanager", "jobmanager:8081", "--fromSavepoint", "/s/savepoint-1"),
        *("-py", "jobs/kafka_to_jdbc.py", "--settings", "/opt/flink/settings/job.yaml"),
    ]


def test_hostile_words_stay_words_of_the_submission(submit):
    """No quote, dollar or backtick of a name is the shell's."""
    hostile = "$(id)`id`'\"\\;|*$$"
    code, said, words = submit(LISTED.format("x"), WITH_PASSWORD, job={"name": hostile}, deployment={"script": hostile})
    assert (code, words[-3]) == (0, hostile)
    code, said, _ = submit(LISTED.format(hostile), WITH_PASSWORD, job={"name": hostile})
    assert (code, said) == (0, f"{hostile} runs already; nothing is submitted\n")


def test_without_the_password_nothing_is_submitted(submit):
    """Compose passes on a variable that is not set, as not set."""
    code, said, words = submit("No running jobs.\n", {})
    assert (code, words) == (1, None)
    assert said == "PGPASSWORD is not set where docker compose runs; set it to the password\n"
    assert submit("No running jobs.\n", {}, database=BY_FILE)[0] == 0


def test_there_are_as_many_taskmanagers_as_the_job_needs(rendered):
    """Nine subtasks on four slots each."""
    found = compose(rendered(FILE, operators={"enrichment": {"parallelism": 9}}))
    assert found["services"]["taskmanager"]["deploy"] == {"replicas": 3}


def operator(parallelism, group=None):
    return Operator(parallelism=parallelism, slot_sharing_group=group)


@pytest.mark.parametrize(
    ("operators", "slots"),
    [
        ([operator(1)], 1),
        ([operator(4), operator(8), operator(2)], 8),
        ([operator(4), operator(8, "cpu"), operator(2)], 12),
        ([operator(4), operator(8, "cpu"), operator(2, "default")], 12),
        ([operator(2), operator(3, "cpu"), operator(5)], 7),
    ],
)
def test_a_group_shares_slots_and_passes_on_to_the_operators_behind_it(operators, slots):
    """As Flink's graph does it."""
    assert slots_needed(operators) == slots


@pytest.mark.parametrize(("each", "managers"), [(4, 3), ("4", 3), (12, 1), (0, 9), ("four", 9)])
def test_taskmanagers_hold_the_slots(each, managers):
    """A number that is none counts as Flink's default of one."""
    assert task_managers_needed(9, {"taskmanager.numberOfTaskSlots": each}) == managers
    assert task_managers_needed(9, {}) == 9
