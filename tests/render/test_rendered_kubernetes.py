"""The FlinkDeployment, held against the operator's published CRD, as strictly as `kubectl --validate=strict` does."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from advisor.profile.render import LacksSetting
from jobs.settings import Settings, parse_settings

PUBLISHED = Path(__file__).parents[1] / "recorded" / "published"
FILE = "kubernetes/flinkdeployment.yaml"
STATE = {"deployment": {"state_dir": "s3://bucket/orders"}}
BY_FILE = {"password_env": None, "password_file": "/run/secrets/postgres"}
# From the operator's DefaultValidator.
FORBIDDEN = {"kubernetes.namespace", "kubernetes.cluster-id", "high-availability.cluster-id"}


@pytest.fixture(scope="session")
def crd():
    """The schema of a FlinkDeployment, with unknown fields refused instead of dropped in silence."""
    text = (PUBLISHED / "flinkdeployments.flink.apache.org-v1.yml").read_text()
    (version,) = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["spec"]["versions"]
    return _strict(version["schema"]["openAPIV3Schema"]["properties"]["spec"])


def _strict(node):
    if isinstance(node, list):
        return [_strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    closed = {"additionalProperties": False} if isinstance(node.get("properties"), dict) else {}
    return {**closed, **{key: _strict(value) for key, value in node.items()}}


def documents(text):
    return {each["kind"]: each for each in yaml.safe_load_all(text)}


@pytest.mark.parametrize(
    "sections",
    [
        STATE,
        {**STATE, "database": BY_FILE},
        {**STATE, "flink": {"some.number": 3, "some.flag": True}},
        {
            "deployment": {
                **STATE["deployment"],
                "flink_version": "1.20.1",
                "savepoint": "s3://bucket/savepoint-1",
                "prometheus": {"port": 9249},
                "kubernetes": {"upgrade_mode": "last-state", "taskmanager_cpu": 0.5, "namespace": "streams"},
            }
        },
    ],
)
def test_the_operators_crd_takes_it(rendered, crd, sections):
    """Every field is known, of the right type, and of the allowed words."""
    deployment = documents(rendered(FILE, **sections))["FlinkDeployment"]
    assert deployment["apiVersion"] == "flink.apache.org/v1beta1"
    jsonschema.validate(deployment["spec"], crd)


def test_the_check_refuses_a_field_that_the_crd_does_not_know(rendered, crd):
    """Kubernetes drops it in silence, so the check must not."""
    spec = documents(rendered(FILE, **STATE))["FlinkDeployment"]["spec"]
    with pytest.raises(jsonschema.ValidationError, match="upgradeMod"):
        jsonschema.validate({**spec, "job": {**spec["job"], "upgradeMod": "savepoint"}}, crd)


def test_a_python_job_runs_through_flinks_driver(rendered):
    """Its first words are the driver's, the rest are the job's."""
    job = documents(rendered(FILE, **STATE, python={"client_executable": "/opt/venv/bin/python"}))["FlinkDeployment"]
    assert job["spec"]["job"] == {
        "jarURI": "local:///opt/flink/opt/flink-python-2.3.0.jar",
        "entryClass": "org.apache.flink.client.python.PythonDriver",
        "args": [
            *("-pyclientexec", "/opt/venv/bin/python", "-py", "/opt/narrows/jobs/kafka_to_jdbc.py"),
            *("--settings", "/opt/flink/settings/job.yaml"),
        ],
        "parallelism": 1,
        "upgradeMode": "savepoint",
        "state": "running",
    }


def test_the_job_reads_its_settings_from_a_config_map(rendered):
    """Mounted where the job is told to look."""
    found = documents(rendered(FILE, **STATE, operators={"jdbc_sink": {"batch_size": 77}}))
    settings = parse_settings(yaml.safe_load(found["ConfigMap"]["data"]["job.yaml"]), "job.yaml", Settings)
    assert settings.operators.jdbc_sink.batch_size == 77
    pod = found["FlinkDeployment"]["spec"]["podTemplate"]["spec"]
    assert pod["volumes"] == [{"name": "settings", "configMap": {"name": found["ConfigMap"]["metadata"]["name"]}}]
    (mount,) = pod["containers"][0]["volumeMounts"]
    assert f"{mount['mountPath']}/job.yaml" in found["FlinkDeployment"]["spec"]["job"]["args"]


def test_the_password_is_a_reference_to_a_secret(rendered):
    """By variable or by file, as the job looks for it; the Secret itself is not rendered."""
    by_variable = documents(rendered(FILE, **STATE))
    assert set(by_variable) == {"ConfigMap", "FlinkDeployment"}
    (container,) = by_variable["FlinkDeployment"]["spec"]["podTemplate"]["spec"]["containers"]
    reference = {"secretKeyRef": {"name": "orders-database", "key": "password"}}
    assert container["env"] == [{"name": "PGPASSWORD", "valueFrom": reference}]
    pod = documents(rendered(FILE, **STATE, database=BY_FILE))["FlinkDeployment"]["spec"]["podTemplate"]["spec"]
    assert pod["volumes"][1] == {"name": "database", "secret": {"secretName": "orders-database"}}
    mount = pod["containers"][0]["volumeMounts"][1]
    assert (mount["mountPath"], mount["subPath"]) == ("/run/secrets/postgres", "password")
    assert "env" not in pod["containers"][0]


def test_an_upgrade_finds_the_state_again(rendered):
    """Checkpoints, savepoints and the leader's data lie below one folder."""
    found = documents(rendered(FILE, **STATE))["FlinkDeployment"]["spec"]["flinkConfiguration"]
    assert found["execution.checkpointing.dir"] == "s3://bucket/orders/checkpoints"
    assert found["execution.checkpointing.savepoint-dir"] == "s3://bucket/orders/savepoints"
    assert found["high-availability.type"] == "kubernetes"
    assert found["high-availability.storageDir"] == "s3://bucket/orders/leader"
    assert not FORBIDDEN & set(found)
    assert all(isinstance(value, str) for value in found.values())


def test_an_older_flink_gets_its_older_names(rendered):
    """The operator looks for them under the names of the job's Flink."""
    spec = documents(rendered(FILE, deployment={"state_dir": "s3://b/o", "flink_version": "1.20.1"}))
    spec = spec["FlinkDeployment"]["spec"]
    assert (spec["flinkVersion"], spec["job"]["jarURI"]) == (
        "v1_20",
        "local:///opt/flink/opt/flink-python-1.20.1.jar",
    )
    assert spec["flinkConfiguration"]["state.savepoints.dir"] == "s3://b/o/savepoints"


@pytest.mark.parametrize("flink", [{}, {"execution.checkpointing.dir": "s3://b/c"}])
def test_without_a_place_for_savepoints_nothing_is_rendered(rendered, flink):
    """The operator would refuse it, or begin from nothing."""
    with pytest.raises(LacksSetting, match=r"deployment.state_dir is not set"):
        rendered(FILE, flink=flink)


def test_folders_under_flinks_own_keys_are_enough(rendered):
    """However they came into the profile."""
    own = {"execution.checkpointing.dir": "s3://b/c", "execution.checkpointing.savepoint-dir": "s3://b/s"}
    assert documents(rendered(FILE, flink=own))["FlinkDeployment"]["spec"]["flinkConfiguration"].items() >= own.items()


@pytest.mark.parametrize(
    ("name", "resource"),
    [
        ("orders", "orders"),
        ("Orders_of_2024", "orders-of-2024"),
        ("2024", "job-2024"),
        ("é", "job"),
        ("a" * 70, "a" * 45),
        ("a" * 44 + "-b", "a" * 44),
    ],
)
def test_a_jobs_name_becomes_one_that_kubernetes_takes(rendered, name, resource):
    """The job keeps its own in Flink."""
    found = documents(rendered(FILE, **STATE, job={"name": name}))
    assert found["FlinkDeployment"]["metadata"]["name"] == resource
    assert yaml.safe_load(found["ConfigMap"]["data"]["job.yaml"])["job"]["name"] == name


def test_hostile_values_stay_values(rendered, crd):
    """Quotes, colons, line breaks, document marks: nothing gets out of its place."""
    hostile = "'\"\n---\nkind: Pod\n{{ x }} ${y} \\ # : é \u2028"
    found = documents(
        rendered(
            FILE,
            job={"name": "a'\"#{{x}}:&*"},
            environ={"HOSTILE": hostile},
            flink={"pipeline.name": "${HOSTILE}"},
            kafka={"consumer": {"client.id": "${HOSTILE}"}},
            deployment={**STATE["deployment"], "script": "a'b\" c #.py", "image": "r/i:1'\"#"},
            database={"password_env": None, "password_file": "/run/a'b\": {c}"},
        )
    )
    spec = found["FlinkDeployment"]["spec"]
    jsonschema.validate(spec, crd)
    assert spec["flinkConfiguration"]["pipeline.name"] == hostile
    assert spec["job"]["args"][1] == "/opt/narrows/a'b\" c #.py"
    assert spec["image"] == "r/i:1'\"#"
    assert spec["podTemplate"]["spec"]["containers"][0]["volumeMounts"][1]["mountPath"] == "/run/a'b\": {c}"
    assert yaml.safe_load(found["ConfigMap"]["data"]["job.yaml"])["kafka"]["consumer"]["client.id"] == hostile
