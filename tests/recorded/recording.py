"""Recorded answers of a real Flink and a real Postgres: kept as they were served, given back in the same order.

A recording is one JSON file: {"flink": {"/path?query": [answer, ...]}, "postgres": [row, row]}.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timezone
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

from advisor.collect.flink_rest import FlinkRest
from advisor.collect.http import RestClient
from advisor.collect.job_choice import choose_job
from advisor.collect.window import collect_observation
from advisor.model.observation import Observation

FOLDER = Path(__file__).parent
FIRST_LOOK = datetime(2026, 11, 23, 12, 0, 0, tzinfo=timezone.utc)


class Recorder(HTTPAdapter):
    """Lets requests through and keeps the answers."""

    def __init__(self) -> None:
        super().__init__(pool_maxsize=8)
        self.answers: dict[str, list[Any]] = defaultdict(list)

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        response = super().send(request, *args, **kwargs)
        self.answers[request.path_url].append(json.loads(response.content))
        return response


class Replay(BaseAdapter):
    """Answers from a recording: the n-th question gets the n-th answer, later ones the last.

    A question for fewer metrics than were recorded gets those it asks for.
    """

    def __init__(self, answers: dict[str, list[Any]]) -> None:
        super().__init__()
        self._answers = {_key(url): list(each) for url, each in answers.items()}
        self.methods: set[str] = set()

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        self.methods.add(request.method)
        response = requests.Response()
        response.request, response.url = request, request.url
        left = self._answers.get(_key(request.path_url))
        response.status_code = 200 if left else 404
        answer = left.pop(0) if left and len(left) > 1 else (left or [{}])[0]
        wanted = parse_qs(urlsplit(request.path_url).query).get("get", [""])[0].split(",")
        if wanted != [""] and isinstance(answer, list):
            answer = [each for each in answer if not isinstance(each, dict) or each.get("id") in wanted]
        response.raw = BytesIO(answer if isinstance(answer, bytes) else json.dumps(answer).encode())
        return response

    def close(self) -> None:
        pass


def _key(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?get" if "get" in parse_qs(parts.query) else parts.path


class ReplayedDatabase:
    """Stands for a psycopg2 connection that answers the recorded rows, one a statement."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self._rows = [(datetime.fromisoformat(row[0]), *row[1:]) for row in rows]

    def cursor(self) -> ReplayedDatabase:
        return self

    def __enter__(self) -> ReplayedDatabase:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def execute(self, _statement: str) -> None:
        pass

    def fetchone(self) -> tuple[Any, ...]:
        return self._rows.pop(0)


def load(case: str) -> dict[str, Any]:
    """The recording of that name."""
    found: dict[str, Any] = json.loads((FOLDER / f"{case}.json").read_text())
    return found


def session(recording: dict[str, Any]) -> requests.Session:
    """A session that reaches nothing but the recording."""
    found = requests.Session()
    found.mount("http://", Replay(recording["flink"]))
    return found


def observe(recording: dict[str, Any], via: requests.Session | None = None) -> Observation:
    """What the collectors make of a recording."""
    flink = FlinkRest(
        RestClient("http://recorded", via or session(recording)), lambda: FIRST_LOOK, lambda _seconds: None
    )
    database = ReplayedDatabase(recording["postgres"]) if recording.get("postgres") else None
    return collect_observation(flink, choose_job(flink.jobs(), None).id, 30.0, database)
