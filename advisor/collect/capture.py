"""A capture: the answers of one observation in one file, secrets taken out; every command takes it for a cluster.

`{"capture_version": 1, "tool_version", "job", "flink", "samples": [{"taken_at", "flink": {endpoint: answer},
"database": {...} | {"reason": ...} | null, "kafka" and "host" likewise}]}`. The answers are Flink's own JSON, so what a
later advisor reads better is read better from old captures too. A name that ends in .gz is compressed.
"""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from advisor.collect.flink_cluster import leave_out
from advisor.collect.flink_rest import FlinkRest
from advisor.collect.http import RestClient, Transport
from advisor.collect.redact import redact
from advisor.errors import BadInput, CannotReach
from advisor.model.database import DatabaseSample
from advisor.model.host import HostSample
from advisor.model.kafka import KafkaSample
from advisor.model.observation import NO_DATABASE, NO_HOST, NO_KAFKA, JobSample, Observation, Surroundings
from advisor.model.unknown import Unknown

LARGEST_CAPTURE_BYTES = 1 << 30


class Look(BaseModel):
    """One moment of a capture."""

    model_config = ConfigDict(frozen=True)
    taken_at: datetime
    flink: dict[str, Any]
    database: DatabaseSample | Unknown | None = None
    kafka: KafkaSample | Unknown | None = None
    host: HostSample | Unknown | None = None

    def surroundings(self) -> Surroundings:
        """What was seen beside Flink."""
        return Surroundings(self.database or NO_DATABASE, self.kafka or NO_KAFKA, self.host or NO_HOST)


class Capture(BaseModel):
    """A whole capture. `flink` is the cluster's address, for people; nobody asks it again."""

    model_config = ConfigDict(frozen=True)
    capture_version: Literal[1] = 1
    tool_version: str
    job: str
    flink: str
    samples: Annotated[tuple[Look, ...], Field(min_length=2)]

    def observation(self) -> Observation:
        """What the collectors make of these answers. Raises CannotReach, naming the endpoint, for broken ones."""
        looks = [_replay(self.job, look) for look in self.samples]
        return Observation(tuple(looks), tuple(look.surroundings() for look in self.samples))


@dataclass
class Recorder:
    """A transport that keeps what passes through it, until it is cut into a look."""

    transport: Transport
    looks: list[Look] = field(default_factory=list)
    _answers: dict[str, Any] = field(default_factory=dict)

    def fetch(self, endpoint: str) -> bytes:
        body = self.transport.fetch(endpoint)
        try:
            self._answers[endpoint] = redact(leave_out(endpoint, json.loads(body)))
        except (ValueError, RecursionError):
            self._answers[endpoint] = {"no valid JSON": body[:1000].decode("utf-8", "replace")}
        return body

    def name(self, endpoint: str) -> str:
        return self.transport.name(endpoint)

    def cut(self, job: JobSample, seen: Surroundings) -> None:
        """The answers since the last cut are one look."""
        answers, self._answers = self._answers, {}
        database = None if seen.database is NO_DATABASE else seen.database
        kafka = None if seen.kafka is NO_KAFKA else seen.kafka
        host = None if seen.host is NO_HOST else seen.host
        self.looks.append(Look(taken_at=job.taken_at, flink=answers, database=database, kafka=kafka, host=host))


@dataclass(frozen=True)
class Replay:
    """Answers from one look of a capture.

    A question for metrics gets those of its names that were asked for then, as another version asks for others.
    """

    answers: dict[str, Any]

    def fetch(self, endpoint: str) -> bytes:
        answer = self.answers.get(endpoint, self._metrics(endpoint))
        if answer is None:
            raise CannotReach(f"{self.name(endpoint)} was not answered when the capture was made")
        return json.dumps(answer).encode()

    def _metrics(self, endpoint: str) -> Any:
        asked = urlsplit(endpoint)
        names = parse_qs(asked.query).get("get")
        if not names:
            return None
        wanted = set(names[0].split(","))
        recorded = (answer for known, answer in self.answers.items() if known.startswith(f"{asked.path}?get="))
        found = [each for answer in recorded if isinstance(answer, list) for each in answer if isinstance(each, dict)]
        return [each for each in found if each.get("id") in wanted] or None

    def name(self, endpoint: str) -> str:
        return f"the capture's {endpoint}"


def _replay(job: str, look: Look) -> JobSample:
    flink = FlinkRest(RestClient(Replay(look.flink)), lambda: look.taken_at, lambda _seconds: None)
    return flink.collect_job(job)


def save_capture(capture: Capture, path: Path) -> None:
    """Write a capture. Raises BadInput when the file cannot be written."""
    text = capture.model_dump_json().encode()
    try:
        path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text + b"\n")
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror})") from error


def is_capture(text: bytes) -> bool:
    """Whether a file's (unpacked) text is meant to be a capture."""
    return text.lstrip()[:40].startswith(b'{"capture_version"')


def load_capture(path: Path) -> Capture:
    """Read a capture. Raises BadInput, naming the file, for what is none."""
    return parse_capture(read_packed(path), path)


def parse_capture(text: bytes, path: Path) -> Capture:
    """A capture from its (unpacked) text; `path` is for messages. Raises BadInput."""
    try:
        return Capture.model_validate_json(text)
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part)[:80] for part in fault["loc"]) or "the file"
        raise BadInput(f"{path}: is no capture of `advisor capture`: {place}: {fault['msg'][:200]}") from error


def read_packed(path: Path) -> bytes:
    """A file's bytes, unpacked when its name ends in .gz. Raises BadInput."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            text = file.read(LARGEST_CAPTURE_BYTES + 1)
    except FileNotFoundError as error:
        raise BadInput(f"{path}: there is no such file") from error
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error
    if len(text) > LARGEST_CAPTURE_BYTES:
        raise BadInput(f"{path}: is larger than {LARGEST_CAPTURE_BYTES >> 20} MB, which no capture is")
    return text
