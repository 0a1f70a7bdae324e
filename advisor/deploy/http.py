"""POST, PUT and PATCH beside GET: what collectors must never have."""

from __future__ import annotations

import json
from typing import Any

import requests

from advisor.collect.http import Access, Http, new_session
from advisor.collect.redact import redact_text


class ActingHttp(Http):
    """A cluster's REST API that may be told what to do. A request that acts is sent once, whatever becomes of it."""

    _accepted = (requests.codes.ok, requests.codes.accepted)

    def post(self, endpoint: str, body: dict[str, Any]) -> bytes:
        """The answer. Raises CannotReach with Flink's own reason, where it gives one."""
        return self._answer(endpoint, self._session.post, json=body)

    def put(self, endpoint: str, body: dict[str, Any]) -> bytes:
        """The same."""
        return self._answer(endpoint, self._session.put, json=body)

    def patch(self, endpoint: str) -> bytes:
        """The same."""
        return self._answer(endpoint, self._session.patch)

    def _refusal(self, endpoint: str, response: requests.Response) -> str:
        return super()._refusal(endpoint, response) + _reason(response)


def acting_http(url: str, access: Access) -> ActingHttp:
    """With a session of its own."""
    return ActingHttp(url, new_session(1, access))


def _reason(response: requests.Response) -> str:
    """Flink answers `{"errors": ["Internal server error.", "<stack trace>"]}`: the first line that says something."""
    try:
        errors = json.loads(response.raw.read(100_000, decode_content=True))["errors"]
        lines = [line.strip() for each in errors for line in str(each).splitlines()]
    except (ValueError, KeyError, TypeError):
        return ""
    told = [line for line in lines if line and not line.startswith(("at ", "<Exception", "Internal server error"))]
    return f": {redact_text(told[0])[:300]}" if told else ""
