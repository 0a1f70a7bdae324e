"""GET requests whose answers are bounded in time and size, and whose failures are one sentence with the endpoint."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast
from urllib.parse import quote, urlsplit

import msgspec
import requests
from requests.adapters import HTTPAdapter
from requests.utils import get_netrc_auth
from urllib3.exceptions import HTTPError
from urllib3.util.retry import Retry

from advisor.errors import BadInput, CannotReach
from advisor.model.unknown import Unknown

Answer = TypeVar("Answer")

CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
LARGEST_ANSWER_BYTES = 64 << 20  # one vertex of 1,000 subtasks is about 1 MB


class Transport(Protocol):
    """Where answers come from: a cluster, or a capture of one."""

    def fetch(self, endpoint: str) -> bytes:
        """The body that `endpoint` (path and query) answers. Raises CannotReach, naming the endpoint."""

    def name(self, endpoint: str) -> str:
        """The endpoint for messages."""


@dataclass(frozen=True)
class Access:
    """How to get past a proxy in front of Flink. `authorization` is the whole header: "Bearer ...", "Basic ...".

    Files: `ca` is a bundle of certificates to trust, `certificate` and `key` are the client's own.
    """

    authorization: str | None = None
    ca: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    verify: bool = True


def new_session(connections: int, access: Access | None = None) -> requests.Session:
    """A session that asks again, with growing pauses, when a connection breaks or a proxy is overloaded."""
    session = requests.Session()
    retry = Retry(total=3, backoff_factor=0.3, status_forcelist=(502, 503, 504), allowed_methods=("GET",))
    adapter = HTTPAdapter(max_retries=retry, pool_maxsize=connections)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    access = access or Access()
    for file in (access.ca, access.certificate, access.key):
        if file and not file.is_file():
            raise BadInput(f"{file}: there is no such certificate or key file")
    if access.authorization:
        # A header set here would be replaced by what ~/.netrc says of the host.
        session.auth = lambda request: _authorized(request, str(access.authorization))
    session.verify = str(access.ca) if access.ca else access.verify
    if access.certificate:
        session.cert = (str(access.certificate), str(access.key)) if access.key else str(access.certificate)
    return session


def _authorized(request: requests.PreparedRequest, header: str) -> requests.PreparedRequest:
    request.headers["Authorization"] = header
    return request


class Http:
    """A cluster's REST API over HTTP."""

    _accepted: tuple[int, ...] = (requests.codes.ok,)

    def __init__(self, url: str, session: requests.Session) -> None:
        if not url.startswith(("http://", "https://")) or not _host(url):
            raise BadInput(f"--flink {_without_password(url)!r} is no address; it looks like http://localhost:8081")
        self._url = url.rstrip("/")
        self._session = session
        # Proxies, certificates and ~/.netrc are looked up once: for each request anew they take half of its time.
        self._settings = session.merge_environment_settings(url, {}, True, session.verify, session.cert)
        session.auth = session.auth or get_netrc_auth(url)
        session.trust_env = False

    def fetch(self, endpoint: str) -> bytes:
        return self._answer(endpoint, self._session.get)

    def _answer(self, endpoint: str, ask: Callable[..., requests.Response], **more: Any) -> bytes:
        try:
            with ask(
                self._url + endpoint, timeout=(CONNECT_SECONDS, READ_SECONDS), **self._settings, **more
            ) as response:
                if response.status_code in (401, 403):
                    raise CannotReach(f"{self.name(endpoint)} wants a login (HTTP {response.status_code})")
                if response.status_code not in self._accepted:
                    raise CannotReach(self._refusal(endpoint, response))
                return self._body(endpoint, response)
        except requests.exceptions.SSLError as error:
            raise CannotReach(f"{self.name(endpoint)}: TLS failed; is the right --ca named?") from error
        except (requests.RequestException, HTTPError, ValueError) as error:
            raise CannotReach(f"{self.name(endpoint)} does not answer; is Flink's REST API there?") from error

    def _refusal(self, endpoint: str, response: requests.Response) -> str:
        return f"{self.name(endpoint)} answered HTTP {response.status_code}"

    def _body(self, endpoint: str, response: requests.Response) -> bytes:
        body: bytes = response.raw.read(LARGEST_ANSWER_BYTES + 1, decode_content=True)
        if len(body) > LARGEST_ANSWER_BYTES:
            raise CannotReach(f"{self.name(endpoint)} answers more than {LARGEST_ANSWER_BYTES >> 20} MB")
        return body

    def name(self, endpoint: str) -> str:
        return f"{_without_password(self._url)}{endpoint}"


class RestClient:
    """Reads JSON of known shapes. Raises CannotReach for anything that is no answer of the expected shape."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, endpoint: str, shape: type[Answer], **parameters: str) -> Answer:
        """The answer of `endpoint`, held against `shape`."""
        asked = with_query(endpoint, parameters)
        body = self._transport.fetch(asked)
        try:
            answer: Answer = _decoder(cast(Hashable, shape)).decode(body)
            return answer
        except msgspec.ValidationError as error:
            raise self._refuse(asked, "something else than Flink does", error) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise self._refuse(asked, "no valid JSON", error) from error

    def _refuse(self, asked: str, what: str, error: Exception) -> CannotReach:
        return CannotReach(f"{self._transport.name(asked)} answered {what}: {str(error)[:300]}")

    def ask(self, endpoint: str, shape: type[Answer], **parameters: str) -> Answer | Unknown:
        """The same for what one can do without: Unknown, naming the endpoint, instead of an error."""
        try:
            return self.get(endpoint, shape, **parameters)
        except CannotReach as error:
            return Unknown(str(error))

    def ask_json(self, endpoint: str, **parameters: str) -> Any:
        """Plain JSON that nests too deep for a shape; Unknown when there is none."""
        asked = with_query(endpoint, parameters)
        try:
            return json.loads(self._transport.fetch(asked))
        except CannotReach as error:
            return Unknown(str(error))
        except (ValueError, RecursionError):
            return Unknown(f"{self._transport.name(asked)} answered no valid JSON")


def with_query(endpoint: str, parameters: dict[str, str]) -> str:
    """Path and query, encoded as Flink reads it: commas stay."""
    query = "&".join(f"{key}={quote(value, safe=',:.-_')}" for key, value in parameters.items())
    return f"{endpoint}?{query}" if query else endpoint


@cache
def _decoder(shape: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _without_password(url: str) -> str:
    """The address without what stands before the @."""
    scheme, found, rest = url.partition("://")
    place, slash, path = rest.partition("/")
    return f"{scheme}{found}{place.rpartition('@')[2]}{slash}{path}"
