"""Looking at a cluster through REST: what it tells becomes values, what it does not tell is unknown."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import responses
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.collect.http import Access
from advisor.doctor.looks.cluster import Place, _clock_offset, java_of, look_at_cluster
from advisor.doctor.seen import Cluster, Java
from advisor.model.unknown import Unknown

URL = "http://127.0.0.1:8081"
KEYS = ["taskmanagers", "jobs", "jid", "id", "path", "name", "state", "vertices", "classpath", "jvm", "key", "value"]
NOW = datetime(2026, 1, 31, 12, 0, 0, tzinfo=timezone.utc)
JVM = "OpenJDK 64-Bit Server VM - Debian - 17/17.0.15+6-Debian-1deb12u1"
LOG = f"INFO  [] -  Starting TaskManager (Version: 2.3.0)\nINFO  [] -  JVM: {JVM}\nINFO  [] -  Arch: amd64\n"
ANSWERS: dict[str, Any] = {
    "/overview": {"flink-version": "2.3.0", "slots-total": 4, "slots-available": 3},
    "/jobmanager/config": [
        {"key": "jobmanager.rpc.address", "value": "127.0.0.1"},
        {"key": "execution.checkpointing.dir", "value": "file:///data"},
    ],
    "/jobmanager/environment": {
        "jvm": {"version": JVM},
        "classpath": [f"{__file__}", "/", ""],
    },
    "/taskmanagers": {
        "taskmanagers": [
            {
                "id": "tm-1",
                "path": "pekko.tcp://flink@127.0.0.1:4321/user/rpc/taskmanager_0",
                "slotsNumber": 4,
                "freeSlots": 3,
            }
        ]
    },
    "/taskmanagers/tm-1/log": LOG,
    "/jobs/overview": {
        "jobs": [
            {"jid": "a" * 32, "name": "orders", "state": "RUNNING"},
            {"jid": "b" * 32, "name": "orders", "state": "CANCELED"},
            {"jid": "c" * 32, "name": "another", "state": "RUNNING"},
        ]
    },
    f"/jobs/{'a' * 32}": {
        "vertices": [
            {"parallelism": 2, "slotSharingGroupId": "g1"},
            {"parallelism": 3, "slotSharingGroupId": "g1"},
            {"parallelism": 1, "slotSharingGroupId": "g2"},
        ]
    },
    "/": "<html>",
}


def look(date: str | None = "Sat, 31 Jan 2026 12:00:05 GMT", **changes: Any) -> Cluster | Unknown:
    """The cluster of ANSWERS with other ones; None takes one away."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as answering:
        for endpoint, answer in {**ANSWERS, **changes}.items():
            if isinstance(answer, str):
                headers = {"Date": date} if date and endpoint == "/" else {}
                answering.get(URL + endpoint, body=answer, headers=headers)
            elif answer is not None:
                answering.get(URL + endpoint, json=answer)
            else:
                answering.get(URL + endpoint, status=404)
        return look_at_cluster(Place(URL, Access()), "orders", lambda: NOW)


def found(date: str | None = "Sat, 31 Jan 2026 12:00:05 GMT", **changes: Any) -> Cluster:
    cluster = look(date, **changes)
    assert isinstance(cluster, Cluster)
    return cluster


def test_what_a_cluster_tells_is_taken() -> None:
    """Version, Java, slots, jobs of the name that have not ended with the slots they take, the time."""
    cluster = found()
    assert (cluster.version, cluster.java) == ("2.3.0", Java("17.0.15+6-Debian-1deb12u1", 17))
    assert cluster.configuration["execution.checkpointing.dir"] == "file:///data"
    assert [(each.id, each.host, each.slots, each.free_slots) for each in cluster.task_managers] == [
        ("tm-1", "127.0.0.1", 4, 3)
    ]
    assert cluster.task_managers[0].java == cluster.java
    assert [(each.id, each.slots) for each in cluster.jobs] == [("a" * 32, 4)]
    assert cluster.clock_offset == 5.0


def test_a_cluster_is_here_when_its_address_and_its_files_are() -> None:
    """Not through a tunnel, behind which another machine calls itself localhost."""
    assert found().is_here
    assert found().task_managers[0].is_here
    elsewhere = {"jvm": {"version": JVM}, "classpath": ["/no/such/lib/flink-dist-2.3.0.jar"]}
    cluster = found(**{"/jobmanager/environment": elsewhere})
    assert not cluster.is_here
    assert not cluster.task_managers[0].is_here
    assert [each.file for each in cluster.jars] == ["flink-dist-2.3.0.jar"]
    named = [{"key": "jobmanager.rpc.address", "value": "jobmanager.invalid"}]
    assert not found(**{"/jobmanager/config": named}).is_here


@pytest.mark.parametrize("endpoint", ["/jobmanager/config", "/jobmanager/environment"])
def test_what_does_not_answer_leaves_the_rest(endpoint: str) -> None:
    """An older Flink, or a proxy that hides it."""
    cluster = found(**{endpoint: None})
    assert cluster.version == "2.3.0"
    assert not cluster.is_here if endpoint == "/jobmanager/config" else isinstance(cluster.java, Unknown)


def test_a_log_that_was_rolled_or_is_not_there_leaves_java_unknown() -> None:
    """Never the JobManager's in its place."""
    rolled = found(**{"/taskmanagers/tm-1/log": "INFO something later\n"}).task_managers[0].java
    gone = found(**{"/taskmanagers/tm-1/log": None}).task_managers[0].java
    assert isinstance(rolled, Unknown)
    assert isinstance(gone, Unknown)
    assert "404" in gone.reason


def test_a_log_is_read_only_at_its_beginning() -> None:
    """It may be gigabytes."""
    long = LOG + "x" * 100_000
    assert found(**{"/taskmanagers/tm-1/log": long}).task_managers[0].java == Java("17.0.15+6-Debian-1deb12u1", 17)
    late = "x" * 100_000 + LOG
    assert isinstance(found(**{"/taskmanagers/tm-1/log": late}).task_managers[0].java, Unknown)


@pytest.mark.parametrize(
    ("date", "took", "offset"),
    [
        ("Sat, 31 Jan 2026 12:00:00 GMT", 0, 0.0),
        ("Sat, 31 Jan 2026 12:00:09 GMT", 0, 9.0),
        ("Sat, 31 Jan 2026 12:00:09 GMT", 8, 1.0),
        ("Sat, 31 Jan 2026 12:00:09 GMT", 10, 0.0),
        ("Sat, 31 Jan 2026 11:59:50 GMT", 10, -9.0),
    ],
)
def test_an_answer_that_took_long_proves_less_of_a_clock(date: str, took: int, offset: float) -> None:
    """The header has whole seconds; between question and answer it may have been any time."""
    moments = iter([NOW, NOW + timedelta(seconds=took)])
    with responses.RequestsMock() as answering:
        answering.get(URL + "/", headers={"Date": date})
        assert _clock_offset(Place(URL, Access()).glance, lambda: next(moments)) == offset


@pytest.mark.parametrize("date", [None, "soon"])
def test_a_server_that_tells_no_time_has_an_unknown_clock(date: str | None) -> None:
    """Not one that agrees."""
    assert isinstance(found(date).clock_offset, Unknown)
    assert isinstance(found(**{"/": None}).clock_offset, Unknown)


@pytest.mark.parametrize("overview", [None, {"taskmanagers": 1}, "<html>"])
def test_what_is_no_flink_is_unknown_with_its_address(overview: Any) -> None:
    """Another server on the port."""
    away = look(**{"/overview": overview})
    assert isinstance(away, Unknown)
    assert "127.0.0.1:8081" in away.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=150)
@given(st.sampled_from(sorted(ANSWERS)), JSON)
def test_whatever_a_server_answers_is_a_cluster_or_unknown(endpoint: str, answer: Any) -> None:
    """Never an exception: it is a stranger's word."""
    assert isinstance(look(**{endpoint: json.dumps(answer)}), Cluster | Unknown)


@pytest.mark.parametrize(
    ("jvm", "java"),
    [
        ("Java HotSpot(TM) 64-Bit Server VM - Oracle Corporation - 1.8/25.392-b08", Java("25.392-b08", 8)),
        ("OpenJDK 64-Bit Server VM - Eclipse Adoptium - 21/21.0.8+9-LTS", Java("21.0.8+9-LTS", 21)),
    ],
)
def test_a_jvm_s_name_holds_its_version(jvm: str, java: Java) -> None:
    """As Java 8 counted, and since."""
    assert java_of(jvm) == java
    assert isinstance(java_of("odd"), Unknown)
