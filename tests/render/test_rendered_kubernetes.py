"""The FlinkDeployment, held against the operator's published CRD, as strictly as `kubectl --validate=strict` does."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from advisor.profile.render import LacksSetting
from advisor.profile.render.escape import sha256
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
    assert container["env"][-1] == {"name": "PGPASSWORD", "valueFrom": reference}
    pod = documents(rendered(FILE, **STATE, database=BY_FILE))["FlinkDeployment"]["spec"]["podTemplate"]["spec"]
    assert pod["volumes"][1] == {"name": "database", "secret": {"secretName": "orders-database"}}
    mount = pod["containers"][0]["volumeMounts"][1]
    assert (mount["mountPath"], mount["subPath"]) == ("/run/secrets/postgres", "password")
    assert "PGPASSWORD" not in str(pod["containers"][0]["env"])


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
        ("a" * 45, "a" * 45),
        ("Orders_of_2024", "orders-of-2024-606f2e"),
        ("2024", "job-2024-655773"),
        ("é", "job-4a9955"),
        ("a" * 70, "a" * 38 + "-6bd5e5"),
        ("a" * 37 + "-b" * 10, "a" * 37 + "-" + sha256("a" * 37 + "-b" * 10)[:6]),
    ],
)
def test_a_jobs_name_becomes_one_that_kubernetes_takes(rendered, name, resource):
    """The job keeps its own in Flink."""
    found = documents(rendered(FILE, **STATE, job={"name": name}))
    assert found["FlinkDeployment"]["metadata"]["name"] == resource
    assert yaml.safe_load(found["ConfigMap"]["data"]["job.yaml"])["job"]["name"] == name


def test_jobs_with_names_alike_share_no_name_in_kubernetes(rendered):
    """The second `kubectl apply` would overwrite the first job."""
    names = ["a.b", "a_b", "A-B", "a-b", "é", "ü", "a" * 50, "a" * 51]
    found = [documents(rendered(FILE, **STATE, job={"name": name})) for name in names]
    assert len({each["FlinkDeployment"]["metadata"]["name"] for each in found}) == len(names)
    assert len({each["ConfigMap"]["metadata"]["name"] for each in found}) == len(names)
    dashboards = {json.loads(rendered("grafana/dashboard.json", job={"name": name}))["uid"] for name in names}
    assert len(dashboards) == len(names)
    assert max(map(len, dashboards)) <= 40


def test_a_changed_setting_of_the_job_changes_what_the_operator_looks_at(rendered):
    """It takes no notice of the ConfigMap, and would go on with the old setting."""

    def spec(batch_size):
        sections = {"operators": {"jdbc_sink": {"batch_size": batch_size}}}
        return documents(rendered(FILE, **STATE, **sections))["FlinkDeployment"]["spec"]

    assert spec(500) == spec(500)
    assert spec(500) != spec(700)


@pytest.mark.parametrize(
    ("folder", "version", "plugin"),
    [
        ("s3://b/o", "2.3.0", "flink-s3-fs-presto-2.3.0.jar"),
        ("s3a://b/o", "1.20.1", "flink-s3-fs-hadoop-1.20.1.jar"),
        ("gs://b/o", "2.3.0", "flink-gs-fs-hadoop-2.3.0.jar"),
        ("abfss://c@a.dfs.core.windows.net/o", "2.3.0", "flink-azure-fs-hadoop-2.3.0.jar"),
        ("hdfs://nn:8020/o", "2.3.0", None),
    ],
)
def test_the_image_is_told_which_file_system_to_load(rendered, crd, folder, version, plugin):
    """None is loaded by itself, and without it no JobManager starts."""
    deployment = {"state_dir": folder, "flink_version": version}
    spec = documents(rendered(FILE, deployment=deployment))["FlinkDeployment"]["spec"]
    jsonschema.validate(spec, crd)
    (container,) = spec["podTemplate"]["spec"]["containers"]
    told = [each["value"] for each in container["env"] if each["name"] == "ENABLE_BUILT_IN_PLUGINS"]
    assert told == ([plugin] if plugin else [])


@pytest.mark.parametrize(
    ("sections", "said"),
    [
        (
            {"deployment": {"state_dir": "/var/flink"}},
            r"execution.checkpointing.dir is /var/flink/checkpoints, a folder",
        ),
        ({"deployment": {"state_dir": "file:///x"}}, r"a folder inside each pod that no other pod sees"),
        (
            {"flink": {"high-availability.storageDir": "file:///x"}},
            r"high-availability.storageDir is file:///x, a fold",
        ),
        ({"flink": {"kubernetes.cluster-id": "x"}}, r"flink.kubernetes.cluster-id is the operator's own to set"),
        ({"flink": {"kubernetes.namespace": "x"}}, r"flink.kubernetes.namespace is the operator's own to set"),
        ({"environ": {"KAFKA_BOOTSTRAP_SERVERS": "a:1,localhost:2"}}, r"kafka.bootstrap_servers is localhost:2, which"),
        ({"environ": {"PGHOST": "127.0.0.1"}}, r"database.host is 127.0.0.1, which inside a container is the contain"),
        (
            {"database": {"password_env": None, "password_file": "secret"}},
            r"database.password_file is 'secret'; a cont",
        ),
        (
            {"python": {"executable": "venv.zip/venv/bin/python"}},
            r"python.executable is 'venv.zip/venv/bin/python', in",
        ),
    ],
)
def test_what_cannot_work_in_pods_is_refused(rendered, sections, said):
    """With the key, and what to write instead."""
    with pytest.raises(LacksSetting, match=said):
        rendered(FILE, **{**STATE, **sections})


@pytest.mark.parametrize(
    "sections", [{"python": {"executable": "python3.11"}}, {"environ": {"PGHOST": "localhost.example"}}]
)
def test_what_works_in_pods_is_not_refused(rendered, sections):
    """A name that is looked up in the image, a host that only begins like this one."""
    assert documents(rendered(FILE, **STATE, **sections))


def test_a_script_with_a_path_of_its_own_keeps_it(rendered):
    """`home` is for those without."""
    script = {**STATE["deployment"], "script": "/jobs/mine.py"}
    args = documents(rendered(FILE, deployment=script))["FlinkDeployment"]["spec"]["job"]["args"]
    assert args[1] == "/jobs/mine.py"


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
