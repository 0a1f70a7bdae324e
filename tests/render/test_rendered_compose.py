"""The compose file, held against the published schema of Compose, and against Docker Compose where there is one."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

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
        [docker, "compose", "config", "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=False
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
