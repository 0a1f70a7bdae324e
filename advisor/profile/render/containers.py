"""What a profile says that cannot work in containers: a sentence for the first such thing, None when there is none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from advisor.profile.render.flink_settings import Settings
from advisor.profile.render.storage import CHECKPOINTS, SAVEPOINTS, local_path, state_folders
from advisor.profile.schema import Profile

_LOOPBACK = ("127.", "[::1]", "::1")
_INTERPRETERS = ("python.executable", "python.client.executable")
# The operator sets these itself, and refuses a deployment that does.
_OF_THE_OPERATOR = ("kubernetes.cluster-id", "kubernetes.namespace", "high-availability.cluster-id")
_REST_PORT = 8081  # of rest.port


def compose_fault(profile: Profile, settings: Settings) -> str | None:
    return next(chain(_of_compose(profile, settings), _anywhere(profile, settings)), None)


def kubernetes_fault(profile: Profile, settings: Settings) -> str | None:
    return next(chain(_of_kubernetes(profile, settings), _anywhere(profile, settings)), None)


def rest_port(settings: Settings) -> int | None:
    """The port of Flink's REST API, None where Flink chooses it or a range stands for it."""
    port = str(settings.get("rest.bind-port", settings.get("rest.port", _REST_PORT)))
    return int(port) if port.isdecimal() and int(port) > 0 else None


def _anywhere(profile: Profile, settings: Settings) -> Iterator[str]:
    servers = [server.strip() for server in profile.kafka.bootstrap_servers.split(",")]
    addresses = [("kafka.bootstrap_servers", server, server.rpartition(":")[0]) for server in servers]
    for key, value, host in (*addresses, ("database.host", profile.database.host, profile.database.host)):
        if host.lower() == "localhost" or host.startswith(_LOOPBACK):
            yield (
                f"{key} is {value}, which inside a container is the container itself; "
                "name the host as containers reach it"
            )
    file = profile.database.password_file
    if file is not None and not file.startswith("/"):
        yield f"database.password_file is {file!r}; a container needs an absolute path, such as /run/secrets/{file}"
    for key in _INTERPRETERS:
        path = str(settings.get(key, ""))
        if "/" in path and not path.startswith("/"):
            yield (
                f"{key} is {path!r}, inside an archive that only `flink run` sends along; "
                "name an interpreter of the image, such as /opt/venv/bin/python"
            )


def _of_compose(profile: Profile, settings: Settings) -> Iterator[str]:
    if str(settings.get("security.ssl.rest.enabled")).lower() == "true":
        yield (
            "flink.security.ssl.rest.enabled is true, and no keys are mounted for it; "
            "unset it, or mount them in a template of your own"
        )
    if rest_port(settings) is None:
        key = "rest.bind-port" if "rest.bind-port" in settings else "rest.port"
        yield f"flink.{key} is {settings[key]!r}, and health check and submission need one port; set it, such as 8081"

    shared = local_path(profile.deployment.state_dir or "")
    for key, folder in state_folders(settings):
        path = local_path(folder)
        if path is not None and not (shared and f"{path}/".startswith(f"{shared.rstrip('/')}/")):
            yield (
                f"{key} is {folder}, a folder inside each container that no other container sees; "
                "set deployment.state_dir to a folder that holds it, and it is a volume of all"
            )


def _of_kubernetes(profile: Profile, settings: Settings) -> Iterator[str]:
    for key in _OF_THE_OPERATOR:
        if key in settings:
            yield f"flink.{key} is the operator's own to set, which refuses a deployment with it; take it out"
    example = f"s3://bucket/{profile.job.name}"
    for keys in (CHECKPOINTS, SAVEPOINTS):
        if not any(key in settings for key in keys):
            yield (
                "deployment.state_dir is not set, so an upgrade would lose the job's state; "
                f"name a folder that all pods reach, such as {example}"
            )
    for key, folder in state_folders(settings):
        if local_path(folder) is not None:
            yield (
                f"{key} is {folder}, a folder inside each pod that no other pod sees; "
                f"set deployment.state_dir to one that all pods reach, such as {example}"
            )
