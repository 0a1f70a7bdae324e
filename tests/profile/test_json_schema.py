"""The schema for editors says what the code says, of a profile as it is written: an overlay, with its variables."""

import json

import jsonschema
import pytest
import yaml

from advisor.profile.json_schema import profile_schema, schema_text
from advisor.profile.render import flink_conf
from advisor.profile.schema import Profile

PUBLISHED = flink_conf() / "profile.schema.json"
SCHEMA = jsonschema.Draft202012Validator(profile_schema())
PROFILES = sorted((flink_conf() / "profiles").glob("*.yaml"))


def faults(text):
    return [f"{fault.json_path}: {fault.message}" for fault in SCHEMA.iter_errors(yaml.safe_load(text))]


def test_the_published_schema_is_the_codes():
    """After a change of the schema: `python -m advisor.profile.json_schema > flink-conf/profile.schema.json`."""
    assert PUBLISHED.read_text() == schema_text()
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text()))


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.name)
def test_an_editor_finds_nothing_in_the_shipped_profiles(path):
    """Each names the schema in its first line."""
    assert faults(path.read_text()) == []
    assert path.read_text().splitlines()[0] == "# yaml-language-server: $schema=../profile.schema.json"


@pytest.mark.parametrize(
    "text",
    [
        "extends: base.yaml",
        "operators: {jdbc_sink: {batch_size: '${BATCH_SIZE:-500}'}}",
        "kafka: {bounded: '${BOUNDED}'}",
        "jvm: {jdk: '${JDK:-17}'}",
        "limits: {target_utilization: '${U}'}",
        "jvm: null",
        "jvm: {flags: null, gc: null}",
        "flink: {taskmanager.memory.process.size: null}",
        "advisor: {suppress: {lag_grows: null}}",
        "deployment: null",
        "database: {password_env: null, password_file: /run/secrets/p}",
        "flink: {taskmanager.numberOfTaskSlots: 4, some.flag: true, other: 1.5}",
    ],
)
def test_what_may_be_written_is_no_fault(text):
    """A part of a profile, a variable where a number belongs, a key unset."""
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("operators: {jdbc_sink: {batchsize: 5}}", "'batchsize' was unexpected"),
        ("operators: {jdbc_sink: {batch_size: many}}", "$.operators.jdbc_sink.batch_size"),
        ("operators: {jdbc_sink: {batch_size: 0}}", "$.operators.jdbc_sink.batch_size"),
        ("jvm: {gc: cms}", "$.jvm"),
        ("job: [orders]", "$.job"),
        ("job: {name: null}", "$.job.name"),
        ("flinkk: {}", "'flinkk' was unexpected"),
        ("extends: [a, b]", "$.extends"),
    ],
)
def test_what_the_advisor_would_refuse_is_a_fault(text, told):
    """Where it stands."""
    (found,) = faults(text)
    assert told in found


def test_every_key_has_its_description():
    """What an editor shows beside it."""
    schema = profile_schema()
    sections = [schema, *schema["$defs"].values()]
    described = [field for section in sections for field in section.get("properties", {}).values()]
    assert len(described) > len(Profile.model_fields)
    assert [field for field in described if "description" not in field] == []
