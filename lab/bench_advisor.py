"""`make bench-advisor`: how long the advisor takes for a job of 100 vertices with 1,000 subtasks each.

A stand-in server in a process of its own answers with the shapes of a recorded job, blown up; the advisor reads them
over HTTP as from a cluster, without waiting for a window. Prints `seconds S, requests R, peak_mb M` last: CPU seconds
of the advisor's process from the first request to the report, its requests, and its largest resident size.
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from advisor.advise import advise
from advisor.collect.capture import load_capture
from advisor.collect.flink_rest import REQUESTS_AT_ONCE, FlinkRest
from advisor.collect.http import Http, RestClient, new_session
from advisor.collect.window import collect_observation
from advisor.model.settings import JobSettings
from advisor.report.json import to_json
from advisor.report.report import Report
from lab.entry import end_with

VERTICES, SUBTASKS = 100, 1000
LIMITS = 60  # the vertex that limits the job; those above it are backpressured
WINDOW_MS = 30_000
RECORDED = Path(__file__).resolve().parent.parent / "tests" / "recorded" / "slow.json"


def main() -> int:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(sending,), daemon=True)
    server.start()
    try:
        port = receiving.recv()
        started, wall = time.process_time(), time.monotonic()
        report, requests = _report(f"http://127.0.0.1:{port}")
        seconds, wall = time.process_time() - started, time.monotonic() - wall
    finally:
        server.terminate()
        server.join()
    assert report.verdict.operator == _name(LIMITS), report.verdict
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{VERTICES} vertices x {SUBTASKS} subtasks, two observations: {report.verdict.operator} limits the job")
    print(f"{wall:.1f} s on the clock, the stand-in server's own work included")
    print(f"seconds {seconds:.2f}, requests {requests}, peak_mb {peak_mb:.0f}")
    return 0


def _report(url: str) -> tuple[Report, int]:
    """The report on what the server answers, down to its JSON, and how many requests it took."""
    counted = _Counted(Http(url, new_session(REQUESTS_AT_ONCE)))
    flink = FlinkRest(RestClient(counted), lambda: datetime.now(timezone.utc), lambda _seconds: None)
    observation = collect_observation(flink, flink.jobs()[0].id, 0.0, elapsed=lambda: 0.0)
    report = advise(observation, JobSettings())
    to_json(report)
    return report, counted.requests


class _Counted:
    def __init__(self, http: Http) -> None:
        self.http, self.requests = http, 0

    def fetch(self, endpoint: str) -> bytes:
        self.requests += 1
        return self.http.fetch(endpoint)

    def name(self, endpoint: str) -> str:
        return self.http.name(endpoint)


def serve(port_goes_to: Connection) -> None:
    """Answer until terminated; tells its port once it listens."""
    answers = Answers(load_capture(RECORDED).samples[0].flink)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = answers.of(self.path)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port_goes_to.send(server.server_port)
    server.serve_forever()


class Answers:
    """A recorded job blown up: every vertex has the shape of the recorded sink, in a line from the source.

    A vertex asked for the second time answers as one window later. All bodies are made before the first question.
    """

    def __init__(self, recorded: dict[str, Any]) -> None:
        self._plain = {urlsplit(asked).path: json.dumps(answer).encode() for asked, answer in recorded.items()}
        job = next(
            path
            for path in self._plain
            if path.count("/") == 2 and path.startswith("/jobs/") and "overview" not in path
        )
        detail = recorded[job]
        sink = next(v for v in detail["vertices"] if v["name"] == "jdbc_sink")
        self._job = job
        self._plain[job] = json.dumps(_detail(detail, sink)).encode()
        shape = recorded[f"{job}/vertices/{sink['id']}"]
        self._vertices = {
            f"{job}/vertices/{_id(number)}": [_vertex(shape, number, look) for look in (0, 1)]
            for number in range(VERTICES)
        }
        listed = [each["id"] for each in recorded[f"{job}/vertices/{sink['id']}/subtasks/metrics"]]
        self._metrics = [name for name in listed if not name.startswith("jdbc_sink")]

    def of(self, asked: str) -> bytes:
        path = urlsplit(asked).path
        if bodies := self._vertices.get(path):
            return bodies.pop(0) if len(bodies) > 1 else bodies[0]
        if path.endswith("/subtasks/metrics"):
            names = parse_qs(urlsplit(asked).query).get("get", [""])[0].split(",")
            shown = names if names != [""] else self._metrics
            return json.dumps([{"id": name, "sum": 1.0} for name in shown]).encode()
        return self._plain.get(path, b"{}")


def _detail(detail: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    vertices = [
        {**shape, "id": _id(number), "name": _name(number), "parallelism": SUBTASKS} for number in range(VERTICES)
    ]
    node = next(each for each in detail["plan"]["nodes"] if each["id"] == shape["id"])
    nodes = [{**node, "id": _id(0), "inputs": []}]
    for above, below in pairwise(range(VERTICES)):
        nodes.append({**node, "id": _id(below), "inputs": [{**node["inputs"][0], "id": _id(above)}]})
    return {**detail, "vertices": vertices, "plan": {**detail["plan"], "nodes": nodes}}


def _vertex(shape: dict[str, Any], number: int, look: int) -> bytes:
    """One vertex: full below those that wait for it, idle after it."""
    busy, waiting = (1.0, 0.0) if number == LIMITS else (0.1, 0.85) if number < LIMITS else (0.2, 0.0)
    at = 1_000_000 + look * WINDOW_MS
    subtask = shape["subtasks"][0]
    metrics = {
        **subtask["metrics"],
        "accumulated-busy-time": busy * at,
        "accumulated-backpressured-time": int(waiting * at),
        "accumulated-idle-time": int((1 - busy - waiting) * at),
        "read-records": at,
        "write-records": at,
    }

    def each(index: int) -> dict[str, Any]:
        return {**subtask, "subtask": index, "duration": at, "metrics": metrics}

    return json.dumps({**shape, "subtasks": [each(index) for index in range(SUBTASKS)]}).encode()


def _id(number: int) -> str:
    return f"{number:032x}"


def _name(number: int) -> str:
    return f"operator_{number:03}"


if __name__ == "__main__":
    end_with(main)
