"""A FlinkDeployment (or session job) of the Kubernetes operator, alone or among other documents."""

from __future__ import annotations

import re

from ruamel.yaml.nodes import MappingNode

from advisor.errors import BadInput
from advisor.lint.context import Context
from advisor.lint.known.flink import NEWEST
from advisor.lint.read.flink import flink_subjects, sizes
from advisor.lint.read.yaml import child, flatten, parse_documents, scalar
from advisor.lint.subjects import Setting, Subject
from advisor.profile.document import Place
from advisor.profile.yaml_text import line_of

_KINDS = ("FlinkDeployment", "FlinkSessionJob")
_VERSION = re.compile(r"v(\d+)_(\d+)")


def is_deployment(root: MappingNode) -> bool:
    """By its kind."""
    kind = child(root, "kind")
    return kind is not None and kind.value in _KINDS


def read_deployment(text: str, file: str, context: Context) -> list[Subject]:
    """Raises BadInput when the file holds none."""
    found = [each for each in parse_documents(text, file) if is_deployment(each[0])]
    if not found:
        raise BadInput(f"{file}: holds no FlinkDeployment")
    return [subject for root, before in found for subject in _subjects(root, file, before, context)]


def _subjects(root: MappingNode, file: str, before: int, context: Context) -> list[Subject]:
    spec = child(root, "spec")
    if not isinstance(spec, MappingNode):
        raise BadInput(f"{file}: a FlinkDeployment without a spec")
    configuration = child(spec, "flinkConfiguration")
    settings = flatten(configuration, file, before) if isinstance(configuration, MappingNode) else {}
    image = scalar(spec, file, before, "image")
    subjects = flink_subjects(
        settings,
        "FlinkDeployment",
        Place(file, line_of(root) + before),
        (context.flink or _version(scalar(spec, file, before, "flinkVersion")),),
        context,
        image=(image.text() or "") if image else "",
    )
    # The operator makes this key of the job's parallelism.
    parallelism = scalar(spec, file, before, "job", "parallelism")
    if parallelism:
        settings = {**settings, "parallelism.default": parallelism}
    return [*subjects, sizes(settings, _slots(spec, settings, file))]


def _version(setting: Setting | None) -> str:
    found = _VERSION.fullmatch((setting.text() or "") if setting else "")
    return f"{found[1]}.{found[2]}" if found else NEWEST


def _slots(spec: MappingNode, settings: dict[str, Setting], file: str) -> float | None:
    """None in native mode, where TaskManagers are started as they are needed."""
    mode, replicas = scalar(spec, file, 0, "mode"), scalar(spec, file, 0, "taskManager", "replicas")
    each = settings.get("taskmanager.numberOfTaskSlots")
    machines = replicas.number() if replicas else None
    slots = each.number() if each else 1.0
    if mode is None or mode.text() != "standalone" or machines is None or slots is None:
        return None
    return machines * slots
