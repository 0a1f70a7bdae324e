"""A profile into the files that Flink and the job read, through the templates in flink-conf/templates."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from advisor.errors import BadInput
from advisor.profile.schema import Profile
from advisor.profile.yaml_text import yaml_scalar

TARGETS = ("config.yaml", "job.yaml")


def flink_conf() -> Path:
    """The folder with profiles and templates: inside an installed package, or beside it in a checkout."""
    package = Path(str(files("advisor")))
    installed = package / "flink_conf"
    return installed if installed.is_dir() else package.parent / "flink-conf"


def render_profile(profile: Profile, name: str, templates: Path | None = None) -> dict[str, str]:
    """Target -> text, for every target; `name` is the profile's, for the header. Deterministic.

    Raises BadInput when a template (of the user's own, in `templates`) is broken or missing.
    """
    folders = [str(folder) for folder in (templates, flink_conf() / "templates") if folder]
    environment = Environment(
        loader=FileSystemLoader(folders), undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    environment.filters["scalar"] = yaml_scalar
    environment.filters["present"] = _present
    context = {**profile.model_dump(mode="json"), "profile_name": name}
    try:
        return {target: environment.get_template(f"{target}.j2").render(context) for target in TARGETS}
    except TemplateError as error:
        raise BadInput(f"template {error.message or error}: cannot be rendered") from error


def _present(value: Any) -> Any:
    """Without the optional keys that are not set."""
    if isinstance(value, dict):
        return {key: _present(each) for key, each in value.items() if each is not None}
    return value
