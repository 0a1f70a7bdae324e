"""GET requests whose answers are bounded in time and size, and whose failures are one sentence with the endpoint."""

from __future__ import annotations

import json
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from pydantic import BaseModel, ValidationError
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from advisor.errors import BadInput, CannotReach

Answer = TypeVar("Answer", bound=BaseModel)

CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
LARGEST_ANSWER_BYTES = 64 << 20  # a job detail of 100 vertices x 1,000 subtasks is about 30 MB


def new_session(connections: int) -> requests.Session:
    """A session that asks again, with growing pauses, when a connection breaks or a proxy is overloaded."""
    session = requests.Session()
    retry = Retry(total=3, backoff_factor=0.3, status_forcelist=(502, 503, 504), allowed_methods=("GET",))
    adapter = HTTPAdapter(max_retries=retry, pool_maxsize=connections)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


class RestClient:
    """Reads JSON from one server. Raises CannotReach for anything that is no answer of the expected shape."""

    def __init__(self, url: str, session: requests.Session) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise BadInput(f"--flink {url!r} is no address; it looks like http://localhost:8081")
        self._url = url.rstrip("/")
        self._session = session

    def get(self, endpoint: str, shape: type[Answer], **parameters: str) -> Answer:
        """The answer of `endpoint`, held against `shape`."""
        raw = self._read(endpoint, parameters)
        try:
            return shape.model_validate(raw)
        except (ValidationError, RecursionError) as error:
            raise CannotReach(
                f"{self._name(endpoint)} answered something else than Flink does: {_first(error)}"
            ) from error

    def _read(self, endpoint: str, parameters: dict[str, str]) -> Any:
        try:
            with self._session.get(
                self._url + endpoint, params=parameters, timeout=(CONNECT_SECONDS, READ_SECONDS), stream=True
            ) as response:
                if response.status_code != requests.codes.ok:
                    raise CannotReach(f"{self._name(endpoint)} answered HTTP {response.status_code}")
                return json.loads(self._body(endpoint, response))
        except requests.RequestException as error:
            raise CannotReach(f"{self._name(endpoint)} does not answer; is Flink's REST API there?") from error
        except (ValueError, RecursionError) as error:
            raise CannotReach(f"{self._name(endpoint)} answered no valid JSON") from error

    def _body(self, endpoint: str, response: requests.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(1 << 16):
            body += chunk
            if len(body) > LARGEST_ANSWER_BYTES:
                raise CannotReach(f"{self._name(endpoint)} answers more than {LARGEST_ANSWER_BYTES >> 20} MB")
        return bytes(body)

    def _name(self, endpoint: str) -> str:
        """The address for messages, without a password that it may carry."""
        parts = urlsplit(self._url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}{endpoint}"


def _first(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "nested too deep"
    fault = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(str(part) for part in fault['loc']) or 'the whole'}: {fault['msg']}"
