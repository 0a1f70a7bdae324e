"""A Flink cluster through its REST API, GET only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec
import requests

from advisor.collect.flink_answers import ClusterOverview, Configuration, Count, JobsOverview, Shape, Text
from advisor.collect.http import Access, Http, RestClient, new_session
from advisor.collect.own_address import is_own_address
from advisor.doctor.jars import Jar, parse_jar
from advisor.doctor.looks.clock import least_offset
from advisor.doctor.seen import Cluster, Java, Job, TaskManager
from advisor.errors import CannotReach
from advisor.model.unknown import Measure, Unknown

# A log begins with what was started; the rest of it is not read.
LOG_HEAD_BYTES = 64 << 10
# One of many tells the JDK of all as well as it can be told: they come from one image or one installation.
MOST_LOGS = 5
ENDED = ("FINISHED", "FAILED", "CANCELED", "SUSPENDED")
_JVM = re.compile(r"(?:^|\s)(?:1\.)?(\d{1,3})(?:\.[\d._]+)?/(\S*)")
_LOGGED_JVM = re.compile(r"\bJVM: (?P<jvm>.+)$", re.MULTILINE)
_HOST = re.compile(r"@\[?(?P<host>[^/@\]]+?)\]?(?::\d+)?/")

Now = Callable[[], datetime]


class _Jvm(Shape, frozen=True, gc=False):
    version: Text = ""


class _Environment(Shape, frozen=True, gc=False):
    jvm: _Jvm = _Jvm()
    class_path: tuple[str, ...] = msgspec.field(default=(), name="classpath")


class _TaskManager(Shape, frozen=True, gc=False):
    id: Text
    path: Text = ""
    slots: Count = msgspec.field(default=0, name="slotsNumber")
    free_slots: Count = msgspec.field(default=0, name="freeSlots")


class _TaskManagers(Shape, frozen=True, gc=False):
    task_managers: tuple[_TaskManager, ...] = msgspec.field(name="taskmanagers")


class _Vertex(Shape, frozen=True, gc=False):
    parallelism: Count
    group: Text = msgspec.field(default="", name="slotSharingGroupId")


class _JobDetail(Shape, frozen=True, gc=False):
    vertices: tuple[_Vertex, ...] = ()


class _Glance(Http):
    """Reads the beginning of what may be long, and keeps the time that the server names."""

    date: str | None = None

    def _body(self, endpoint: str, response: requests.Response) -> bytes:  # noqa: ARG002
        self.date = response.headers.get("Date")
        body: bytes = response.raw.read(LOG_HEAD_BYTES, decode_content=True)
        return body


@dataclass(frozen=True)
class Place:
    """A cluster's address, and what is asked there. Raises BadInput when it is made with a URL that is none."""

    url: str
    access: Access
    client: RestClient = field(init=False)
    glance: _Glance = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "client", RestClient(Http(self.url, new_session(1, self.access))))
        object.__setattr__(self, "glance", _Glance(self.url, new_session(1, self.access)))


def look_at_cluster(place: Place, job_name: str, now: Now) -> Cluster | Unknown:
    """The cluster there and its jobs of that name, Unknown when it does not answer as Flink does."""
    try:
        return _look(place, job_name, now)
    except CannotReach as error:
        return Unknown(str(error))


def _look(place: Place, job_name: str, now: Now) -> Cluster:
    client, glance = place.client, place.glance
    overview = client.get("/overview", ClusterOverview)
    answer = client.ask("/jobmanager/config", Configuration)
    configuration = {} if isinstance(answer, Unknown) else {each.key: each.value for each in answer}
    environment = client.ask("/jobmanager/environment", _Environment)
    class_path = [] if isinstance(environment, Unknown) else [each for each in environment.class_path if each]
    address = configuration.get("jobmanager.rpc.address", "")
    here = (
        is_own_address(urlsplit(place.url).hostname or "")
        and is_own_address(address)
        and all(Path(each).exists() for each in class_path)
    )
    return Cluster(
        url=place.url,
        version=overview.flink_version,
        is_here=here,
        java=environment if isinstance(environment, Unknown) else java_of(environment.jvm.version),
        jars=_jars(class_path),
        configuration=configuration,
        task_managers=tuple(_task_managers(client, glance, here)),
        jobs=tuple(_jobs(client, job_name)),
        clock_offset=_clock_offset(glance, now),
    )


def java_of(jvm: str) -> Java | Unknown:
    """Of "OpenJDK 64-Bit Server VM - Debian - 17/17.0.15+6-..." or "... - 1.8/25.392-b08"."""
    found = _JVM.search(jvm)
    return Java(found[2] or found[1], int(found[1])) if found else Unknown(f"its JVM says only {jvm[:100]!r}")


def _jars(class_path: Iterable[str]) -> tuple[Jar, ...]:
    names = {each.replace("\\", "/").rpartition("/")[2] for each in class_path}
    return tuple(parse_jar(each) for each in sorted(names) if each.endswith(".jar"))


def _task_managers(client: RestClient, glance: _Glance, here: bool) -> Iterable[TaskManager]:
    for number, each in enumerate(client.get("/taskmanagers", _TaskManagers).task_managers):
        found = _HOST.search(each.path)
        host = found["host"] if found else each.id
        java = _logged_java(glance, each.id) if number < MOST_LOGS else Unknown("its log was not asked for")
        yield TaskManager(each.id, host, each.slots, each.free_slots, here and is_own_address(host), java)


def _logged_java(glance: _Glance, identifier: str) -> Java | Unknown:
    try:
        head = glance.fetch(f"/taskmanagers/{quote(identifier, safe='')}/log").decode("utf-8", "replace")
    except CannotReach as error:
        return Unknown(str(error))
    found = _LOGGED_JVM.search(head)
    return java_of(found["jvm"]) if found else Unknown("its log does not begin with its start any more")


def _jobs(client: RestClient, name: str) -> Iterable[Job]:
    for each in client.get("/jobs/overview", JobsOverview).jobs:
        if each.name == name and each.state not in ENDED:
            detail = client.ask(f"/jobs/{quote(each.id, safe='')}", _JobDetail)
            yield Job(each.id, each.name, each.state, 0 if isinstance(detail, Unknown) else _slots(detail.vertices))


def _slots(vertices: Iterable[_Vertex]) -> int:
    groups: dict[str, int] = {}
    for each in vertices:
        groups[each.group] = max(groups.get(each.group, 0), each.parallelism)
    return sum(groups.values())


def _clock_offset(glance: _Glance, now: Now) -> Measure:
    """Only what is served as a file carries the time."""
    before = now()
    try:
        glance.fetch("/")
    except CannotReach:
        return Unknown("the JobManager serves no web page, and nothing else of it tells the time")
    after = now()
    try:
        told = parsedate_to_datetime(glance.date or "")
    except (TypeError, ValueError):
        return Unknown("its answers carry no time")
    told = told if told.tzinfo else told.replace(tzinfo=timezone.utc)
    return least_offset(told, told + timedelta(seconds=1), before, after)
