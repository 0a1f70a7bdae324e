"""Recorded answers spoiled at random: a report or a sentence with the endpoint, never a traceback.

`make fuzz` runs 12,000 of them; the unit tests a sample.
"""

from __future__ import annotations

import copy
import json
import os
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.advise import advise
from advisor.collect.capture import Capture
from advisor.collect.flink_rest import FlinkRest
from advisor.collect.http import RestClient
from advisor.collect.window import collect_observation
from advisor.errors import AdvisorError
from advisor.model.settings import JobSettings
from advisor.report.json import from_json, to_json
from advisor.report.report import Report
from advisor.report.text import render_text
from tests.recorded.recording import load

EXAMPLES = int(os.environ.get("NARROWS_FUZZ", "300"))
CASES = {case: load(case) for case in ("slow", "chained", "hot_key", "hot_partition", "database_down", "branches")}
JUNK = st.sampled_from(
    [
        *(None, True, -1, 0, 1, 2**31, 2**63, 10**400, -(10**400), 1.5, 1e308, "NaN", "-Infinity", "Infinity"),
        *("", "x" * 20_000, "\x1b[2J\x1b]0;owned\x07", "<script>alert(1)</script>", "\u202eevil", "\x00", "\ud800"),
        *([], {}, [[]], [None], {"a": {}}, [{"id": None}]),
    ]
)
BROKEN = st.sampled_from(
    [b"", b"<html>502</html>", b"NaN", b"[" * 100_000, b'{"a":' * 100_000, b"\xff\xfe", b'{"jid": 1e999}', b"\x00" * 9]
)


class Spoiled:
    """A transport that answers from a capture's look, with some answers replaced by other bytes."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self.answers = answers

    def fetch(self, endpoint: str) -> bytes:
        return self.answers.get(endpoint, b"[]" if "/metrics" in endpoint else b"{}")

    def name(self, endpoint: str) -> str:
        return f"http://flink:8081{endpoint}"


@st.composite
def spoiled_looks(draw: st.DrawFn) -> tuple[Capture, list[dict[str, bytes]], set[str]]:
    """A recorded job with one to four of its answers spoiled, and their endpoints."""
    capture = CASES[draw(st.sampled_from(sorted(CASES)))]
    looks = [{k: json.dumps(v).encode() for k, v in look.flink.items()} for look in capture.samples]
    touched = set()
    for _ in range(draw(st.integers(1, 4))):
        number = draw(st.integers(0, len(looks) - 1))
        endpoint = draw(st.sampled_from(sorted(looks[number])))
        touched.add(endpoint)
        looks[number][endpoint] = _spoiled(draw, capture.samples[number].flink[endpoint], looks[number][endpoint])
    return capture, looks, touched


def _spoiled(draw: st.DrawFn, answer: Any, text: bytes) -> bytes:
    kind = draw(st.sampled_from(("cut", "broken", "place", "place", "place", "place", "other")))
    if kind == "cut":
        return text[: draw(st.integers(0, len(text)))]
    if kind == "broken":
        return draw(BROKEN)
    if kind == "other":
        return json.dumps(copy.deepcopy(draw(JUNK))).encode("utf-8", "surrogatepass")
    return json.dumps(_change(draw, copy.deepcopy(answer))).encode("utf-8", "surrogatepass")


def _change(draw: st.DrawFn, node: Any) -> Any:
    """Go down a random way; put junk, nothing, a second copy or another order at its end."""
    if not isinstance(node, list | dict) or not node or draw(st.integers(0, 6)) == 0:
        what = draw(st.sampled_from(("junk", "junk", "reversed", "doubled")))
        if isinstance(node, list) and what == "reversed":
            return list(reversed(node))
        if isinstance(node, list) and what == "doubled":
            return [*node, *copy.deepcopy(node)]
        return copy.deepcopy(draw(JUNK))
    key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
    if draw(st.integers(0, 6)) == 0:
        del node[key]
    else:
        node[key] = _change(draw, node[key])
    return node


@given(spoiled_looks())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_spoiled_answer_ends_in_a_report_or_a_sentence(
    spoiled: tuple[Capture, list[dict[str, bytes]], set[str]],
) -> None:
    """With the endpoint, and an exit code of the documentation; a report is whole, and harmless on a terminal."""
    capture, looks, touched = spoiled
    sentence, code, report = _outcome(capture, looks)
    if report is None:
        assert code in (2, 3, 4)
        assert len(sentence.splitlines()) == 1
        assert any(endpoint.split("?")[0] in sentence for endpoint in touched), sentence
    else:
        assert report.exit_code("warning") in (0, 1, 4)
        assert from_json(to_json(report), "r") == report
        assert not set("\x1b\x07\x00\u202e") & set(render_text(report).plain)


def _outcome(capture: Capture, looks: list[dict[str, bytes]]) -> tuple[str, int, Report | None]:
    transport = Spoiled(looks[0])
    number = iter(looks)

    def next_look(_seconds: float) -> None:
        # The collector sleeps once before each look, for the metrics to be renewed.
        transport.answers = next(number, looks[-1])

    flink = FlinkRest(RestClient(transport), lambda: capture.samples[0].taken_at, next_look)
    try:
        observation = collect_observation(flink, capture.job, 0.0, len(looks), elapsed=lambda: 0.0)
        return "", 0, advise(observation, JobSettings())
    except AdvisorError as error:
        return str(error), error.exit_code, None
