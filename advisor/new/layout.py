"""The files of a new project, as text: pure, from what is shipped."""

from __future__ import annotations

import keyword
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined
from ruamel.yaml import YAML

from advisor.errors import BadInput

# What the job's Python needs; a test holds it against the extra `jobs` of pyproject.toml.
REQUIREMENTS = (
    "apache-flink==2.3.0",
    "cachetools>=5.3,<8",
    "orjson>=3.9",
    "psycopg2-binary>=2.9",
    "pydantic>=2.7",
    "pyyaml>=6.0",
    "tenacity>=8.2",
)
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,62}")
_EXTENDS = re.compile(r"^extends:\s*(\S+)", re.MULTILINE)
_COMMON = "all"


@dataclass(frozen=True)
class Sources:
    """What is shipped, path -> text: the project's own templates, the job templates, the profiles and their schema."""

    project: Mapping[str, str]
    jobs: Mapping[str, str]
    flink_conf: Mapping[str, str]


def lay_out(name: str, template: str, sources: Sources, version: str) -> dict[str, str]:
    """Path -> text of every file. Raises BadInput when the name will not do."""
    package = package_name(name, sources)
    about: dict[str, Any] = YAML(typ="safe").load(sources.project[f"{template}/about.yaml"])
    bases = _profiles(about["profile"], sources.flink_conf)
    _refuse_taken(name, {*bases, *(path.removeprefix(f"{_COMMON}/").removesuffix(".j2") for path in sources.project)})
    examples = {example: sources.jobs[f"examples/{example}"] for example in about["examples"]}
    code = {path: _own(text, package) for path, text in examples.items() if path.endswith(".py")}
    tables = {path: text for path, text in examples.items() if path.endswith(".sql")}
    where = {example: f"jobs/{package}/{example}" for example in code} | {table: f"sql/{table}" for table in tables}
    context = {
        "name": name,
        "package": package,
        "template": template,
        "profile": about["profile"],
        "about": about["about"],
        "yours": {where[example]: meaning for example, meaning in about["yours"].items()},
        "requirements": REQUIREMENTS,
        "version": version,
    }
    return {
        **_rendered(sources.project, context),
        **{f"jobs/{path}": text for path, text in sources.jobs.items() if _belongs(path, template, sources)},
        f"jobs/{package}/__init__.py": "",
        **{where[path]: text for path, text in (code | tables).items()},
        **{path: _own(text, package) for path, text in bases.items()},
    }


def _refuse_taken(name: str, files: Container[str]) -> None:
    """The project's own profile is called like the project; one of the others would take its place."""
    if f"profiles/{name}.yaml" in files:
        raise BadInput(f"NAME: {name!r} is taken, by profiles/{name}.yaml that the project starts from; choose another")


def _belongs(path: str, template: str, sources: Sources) -> bool:
    """Whether a file of the job templates is part of the project: neither an example nor another template."""
    place = PurePosixPath(path)
    another = f"{place.stem}/about.yaml" in sources.project and place.stem != template
    return place.parts[0] != "examples" and not another


def package_name(name: str, sources: Sources) -> str:
    """The Python package that the user's code is in. Raises BadInput when the name cannot be one."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"NAME: {name!r} must be small letters, digits, - and _, with a letter first and 63 characters at most: "
            "it names a folder, a Python package, a job and a topic"
        )
    package = name.replace("-", "_")
    taken = {PurePosixPath(path).parts[0].removesuffix(".py") for path in sources.jobs}
    if package in taken or keyword.iskeyword(package):
        raise BadInput(f"NAME: {name!r} is taken, by Python or by jobs/{package} of the templates; choose another")
    return package


def _own(text: str, package: str) -> str:
    """An example as part of the user's own code."""
    return text.replace("jobs.examples", f"jobs.{package}")


def _rendered(project: Mapping[str, str], context: Mapping[str, Any]) -> dict[str, str]:
    environment = Environment(
        loader=BaseLoader(), undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    found = {}
    for folder in (_COMMON, context["template"]):
        for path, text in project.items():
            if path.startswith(f"{folder}/") and path.endswith(".j2"):
                target = path.removeprefix(f"{folder}/").removesuffix(".j2")
                target = {"gitignore": ".gitignore", "profiles/own.yaml": f"profiles/{context['name']}.yaml"}.get(
                    target, target
                )
                found[target] = environment.from_string(text).render(context)
    return found


def _profiles(profile: str, flink_conf: Mapping[str, str]) -> dict[str, str]:
    """The profile, what it extends, and the schema that editors check them by."""
    found = {"profile.schema.json": flink_conf["profile.schema.json"]}
    while profile:
        text = found[f"profiles/{profile}"] = flink_conf[f"profiles/{profile}"]
        extends = _EXTENDS.search(text)
        profile = extends.group(1) if extends else ""
    return found
