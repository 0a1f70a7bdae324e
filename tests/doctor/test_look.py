"""What follows from several looks: which setting holds, which Python is whose, what lies here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from advisor.doctor.examine import examine
from advisor.doctor.look import look
from advisor.doctor.outcome import is_fit
from advisor.doctor.patient import Patient, patient_at
from advisor.doctor.seen import ClassPath, Cluster, Distribution, Interpreter, NotAsked, Stored
from advisor.doctor.storage import gc_log_folder
from advisor.errors import BadInput
from advisor.model.unknown import Unknown
from tests.doctor.healthy import CLUSTER, DISTRIBUTION, HEALTHY, LIB, interpreter, jars, profile, task_manager

KEY = "execution.checkpointing.dir"
NOWHERE = Unknown("away")


def patient(
    *,
    distribution: Distribution | Unknown = DISTRIBUTION,
    cluster: Cluster | Unknown = CLUSTER,
    environ: Mapping[str, str] | None = None,
    asked: list[str] | None = None,
    written: list[Path] | None = None,
    **changes: Any,
) -> Patient:
    def python(executable: str) -> Interpreter:
        (asked if asked is not None else []).append(executable)
        return interpreter()

    def write(folder: Path, _made: bool) -> None:
        (written if written is not None else []).append(folder)

    return Patient(
        profile=profile(**changes),
        environ=environ or {},
        machine=lambda: HEALTHY.machine,
        distribution=lambda: distribution,
        python=python,
        write=write,
        cluster=lambda: cluster,
        kafka=lambda: HEALTHY.kafka,
        database=lambda: Stored(HEALTHY.database, HEALTHY.table, HEALTHY.lookup),
    )


def test_a_healthy_patient_is_fit() -> None:
    """From its edges to the outcomes."""
    there = replace(CLUSTER, configuration={KEY: "file:///data/checkpoints"})
    assert is_fit(examine(patient(cluster=there)))


def test_the_profile_s_setting_wins_over_the_client_s_and_that_over_the_cluster_s() -> None:
    """A job takes its client's configuration along."""
    client = replace(DISTRIBUTION, configuration={KEY: "client", "client": "1"})
    cluster = replace(CLUSTER, configuration={KEY: "cluster", "cluster": "1"})
    found = look(patient(distribution=client, cluster=cluster)).wanted
    assert (found[KEY], found["client"], found["cluster"]) == ("client", "1", "1")
    assert look(patient(distribution=NOWHERE, cluster=cluster)).wanted[KEY] == "cluster"
    own = patient(distribution=client, cluster=cluster, flink={KEY: "profile"}, python={"mode": "thread"})
    assert (look(own).wanted[KEY], look(own).wanted["python.execution-mode"]) == ("profile", "thread")


def test_jars_that_are_the_same_here_and_there_are_judged_once() -> None:
    """Else each place by itself."""
    assert look(patient()).class_paths == (ClassPath("lib/", "2.3.0", LIB),)
    other = replace(CLUSTER, jars=jars("flink-dist-2.2.0.jar"), version="2.2.0")
    apart = look(patient(cluster=other)).class_paths
    assert isinstance(apart, tuple)
    assert [each.place for each in apart] == ["lib/ of this machine", "the cluster's lib/"]
    assert look(patient(distribution=NOWHERE, cluster=NOWHERE)).class_paths == Unknown("no jars can be seen")


@pytest.mark.parametrize(
    ("cluster", "reason"),
    [
        (NOWHERE, "without the cluster"),
        (replace(CLUSTER, task_managers=()), "no TaskManager runs yet"),
        (replace(CLUSTER, task_managers=(task_manager("10.0.0.7", here=False),)), "elsewhere (10.0.0.7)"),
    ],
)
def test_the_workers_python_is_not_run_where_no_worker_runs(cluster: Cluster | Unknown, reason: str) -> None:
    """This machine's would say nothing of it."""
    found = look(patient(cluster=cluster)).python.worker.found
    assert isinstance(found, NotAsked)
    assert reason in found.reason


def test_a_python_in_an_archive_is_out_of_sight() -> None:
    """Flink unpacks it on the TaskManagers."""
    found = look(patient(python={"executable": "venv/bin/python"})).python.worker.found
    assert isinstance(found, NotAsked)
    assert "archive" in found.reason


def test_each_python_is_named_by_its_own_setting_and_run_once() -> None:
    """The cluster's configuration says nothing of the client's; the variable and the PATH come last."""
    asked: list[str] = []
    cluster = replace(CLUSTER, configuration={"python.client.executable": "/theirs", "python.executable": "/worker"})
    found = look(patient(cluster=cluster, environ={"PYFLINK_CLIENT_EXECUTABLE": "/mine"}, asked=asked)).python
    assert (found.client.executable, found.client.origin) == ("/mine", "$PYFLINK_CLIENT_EXECUTABLE")
    assert (found.worker.executable, found.worker.origin) == ("/worker", "python.executable")
    assert asked == ["/mine", "/worker"]
    asked.clear()
    both = look(patient(asked=asked)).python
    assert (both.client.executable, both.worker.executable, asked) == ("python", "python", ["python"])


def test_only_folders_of_this_machine_are_written_to() -> None:
    """The one of checkpoints here, by its older name; s3 and the folders of other machines are not."""
    written: list[Path] = []
    here = {"state.checkpoints.dir": "file:///data/check%20points"}
    assert look(patient(flink=here, written=written)).directories["checkpoint"].fault is None
    assert written == [Path("/data/check points")]
    for cluster, address in (
        (CLUSTER, "s3://bucket/checkpoints"),
        (replace(CLUSTER, is_here=False), "file:///data"),
        (NOWHERE, "/data"),
    ):
        found = look(patient(cluster=cluster, flink={KEY: address}, written=written)).directories["checkpoint"]
        assert isinstance(found.fault, NotAsked)
    assert len(written) == 1
    assert look(patient()).directories == {}


@pytest.mark.parametrize(
    ("flags", "folder"),
    [
        ("-XX:+UseG1GC", None),
        ("-Xlog:gc*:stdout:time", None),
        ("-Xlog:gc*:file=gc.log", None),
        ("-Xlog:safepoint:file=/elsewhere/s.log", None),
        ("-Xmx1g -Xlog:gc*:file=/var/log/flink/gc-%p.log:time,level:filecount=10,filesize=100M", "/var/log/flink"),
        ("-Xlog:gc*,safepoint:file=/var/log/gc.log", "/var/log"),
        ("-Xloggc:/var/log/flink/gc.log -XX:+PrintGCDetails", "/var/log/flink"),
    ],
)
def test_the_folder_of_the_gc_log_stands_in_the_flags(flags: str, folder: str | None) -> None:
    """Of a log to the output, or to wherever the process was started, nothing is known."""
    assert gc_log_folder({"env.java.opts.taskmanager": flags}) == folder
    found = look(patient(flink={"env.java.opts.taskmanager": flags})).directories
    assert {kind: each.address for kind, each in found.items()} == ({"gc log": folder} if folder else {})


def test_a_url_that_is_none_is_the_user_s_mistake() -> None:
    """No fault of the cluster."""
    with pytest.raises(BadInput, match="localhost:8081"):
        patient_at(profile(), {}, url="localhost")
