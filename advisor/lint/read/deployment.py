"""A FlinkDeployment (or session job) of the Kubernetes operator, alone or among other documents."""

from __future__ import annotations

from collections.abc import Iterator

from ruamel.yaml.nodes import MappingNode

from advisor.errors import BadInput
from advisor.lint.context import Context
from advisor.lint.known.flink import spelt_version
from advisor.lint.read.flink import flink_subjects, sizes
from advisor.lint.read.yaml import child, flatten, parse_documents, scalar
from advisor.lint.subjects import DEPLOYMENT, SESSION_JOB, Setting, Subject
from advisor.profile.document import Place
from advisor.profile.yaml_text import line_of


def is_deployment(root: MappingNode) -> bool:
    """By its kind."""
    return _kind(root) is not None


def read_deployment(text: str, file: str, context: Context) -> list[Subject]:
    """Raises BadInput when the file holds none."""
    found = [each for each in parse_documents(text, file) if is_deployment(each[0])]
    if not found:
        raise BadInput(f"{file}: holds no FlinkDeployment")
    versions = {_text(root, file, "metadata", "name"): _version(root, file) for root, _ in found if not _session(root)}
    subjects: list[Subject] = []
    for root, before in found:
        # A session job runs on the cluster that its deployment starts.
        version = versions.get(_text(root, file, "spec", "deploymentName")) if _session(root) else _version(root, file)
        asked = context.flink or version
        subjects += _subjects(root, file, before, context, (asked,) if asked else ())
    return subjects


def _subjects(
    root: MappingNode, file: str, before: int, context: Context, versions: tuple[str, ...]
) -> Iterator[Subject]:
    spec, kind = child(root, "spec"), _kind(root) or DEPLOYMENT
    if not isinstance(spec, MappingNode):
        raise BadInput(f"{file}: a {kind} without a spec")
    configuration = child(spec, "flinkConfiguration")
    settings = flatten(configuration, file, before) if isinstance(configuration, MappingNode) else {}
    place, image = Place(file, line_of(root) + before), _text(spec, file, "image") or ""
    yield from flink_subjects(settings, kind, place, versions, context, image=image)
    # The operator makes this key of the job's parallelism.
    parallelism = scalar(spec, file, before, "job", "parallelism")
    if parallelism:
        settings = {**settings, "parallelism.default": parallelism}
    yield sizes(settings, _slots(spec, settings, file))


def _kind(root: MappingNode) -> str | None:
    kind = child(root, "kind")
    return kind.value if kind is not None and kind.value in (DEPLOYMENT, SESSION_JOB) else None


def _session(root: MappingNode) -> bool:
    return _kind(root) == SESSION_JOB


def _version(root: MappingNode, file: str) -> str | None:
    return spelt_version(_text(root, file, "spec", "flinkVersion") or "")


def _text(node: MappingNode, file: str, *path: str) -> str | None:
    found = scalar(node, file, 0, *path)
    return found.text() if found else None


def _slots(spec: MappingNode, settings: dict[str, Setting], file: str) -> float | None:
    """None in native mode, where TaskManagers are started as they are needed."""
    mode, replicas = scalar(spec, file, 0, "mode"), scalar(spec, file, 0, "taskManager", "replicas")
    each = settings.get("taskmanager.numberOfTaskSlots")
    machines = replicas.number() if replicas else None
    slots = each.number() if each else 1.0
    if mode is None or mode.text() != "standalone" or machines is None or slots is None:
        return None
    return machines * slots
