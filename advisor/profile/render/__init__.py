"""A profile into the files that Flink, the job and what stands around them read.

What can be rendered is found by looking at the template folders: `NAME.j2` is a target of its own, a folder is one
target with all its files, `_NAME.j2` is shared by several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from traceback import extract_tb

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError

from advisor.errors import BadInput
from advisor.profile.render.escape import FILTERS, CannotSay
from advisor.profile.render.facts import facts
from advisor.profile.render.flink_1x import flink_1x
from advisor.profile.schema import Profile

# What the job and its cluster cannot do without; the rest is asked for by name.
USUAL_TARGETS = ("config.yaml", "job.yaml")
_SUFFIX = ".j2"
# What Python says to an expression of a user's own template.
_BROKEN = (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, AttributeError, RecursionError, OSError)


__all__ = ["CannotSay", "LacksSetting", "find_targets", "flink_conf", "render_profile"]


class LacksSetting(BadInput):
    """The profile lacks what this target needs, or says what cannot work there; the message names the key."""


def flink_conf() -> Path:
    """The folder with profiles and templates: inside an installed package, or beside it in a checkout."""
    package = Path(str(files("advisor")))
    installed = package / "flink_conf"
    return installed if installed.is_dir() else package.parent / "flink-conf"


def find_targets(templates: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Target -> the files that it is rendered into; `templates` is a folder of the user's own that goes first."""
    found: dict[str, tuple[str, ...]] = {}
    for name in _environment(templates).list_templates(filter_func=_is_rendered):
        file = name.removesuffix(_SUFFIX)
        target = file.partition("/")[0]
        found[target] = (*found.get(target, ()), file)
    return found


def render_profile(
    profile: Profile, name: str, templates: Path | None = None, targets: Iterable[str] = USUAL_TARGETS
) -> dict[str, str]:
    """File -> text, for every file of the targets; `name` is the profile's, for the header. Deterministic.

    Raises BadInput when there is no such target, or when a template (of the user's own, in `templates`) is broken;
    LacksSetting when the profile leaves out what a target needs, CannotSay when a format has no way to say a value.
    """
    known, environment = find_targets(templates), _environment(templates)
    context = {**facts(profile), "profile_name": name}
    rendered: dict[str, str] = {}
    for target in targets:
        for file in known.get(target) or _refuse(target, known):
            try:
                rendered[file] = environment.get_template(file + _SUFFIX).render(context)
            except _BROKEN as error:
                raise BadInput(_broken(file + _SUFFIX, error, context)) from error
    return rendered


def _broken(template: str, error: BaseException, context: Mapping[str, object]) -> str:
    """A sentence with the line of the template, or of the one that it includes."""
    places = [(frame.filename, frame.lineno) for frame in extract_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        places.append((error.name or template, error.lineno))
    line = ""
    for file, number in places:
        if file.endswith(_SUFFIX):
            template, line = template if file.endswith(template) else Path(file).name, f":{number}"
    known = f"; known: {', '.join(sorted(context))}" if str(error).endswith("' is undefined") else ""
    return f"template {template}{line}: cannot be rendered ({getattr(error, 'message', None) or error}{known})"


def _refuse(target: str, known: Iterable[str]) -> tuple[str, ...]:
    close = get_close_matches(target, known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
    raise BadInput(f"there is no target {target!r}; {hint}")


def _refuse_profile(sentence: str) -> str:
    """For templates."""
    raise LacksSetting(sentence)


def _environment(templates: Path | None) -> Environment:
    folders = [str(folder) for folder in (templates, flink_conf() / "templates") if folder]
    environment = Environment(
        loader=FileSystemLoader(folders),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # no HTML; each template escapes for its own format
    )
    environment.filters.update(FILTERS)
    environment.filters["flink_1x"] = flink_1x
    environment.globals["refuse"] = _refuse_profile
    return environment


def _is_rendered(name: str) -> bool:
    return name.endswith(_SUFFIX) and not any(part.startswith(("_", ".")) for part in name.split("/"))
