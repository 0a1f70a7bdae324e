"""From a profile's file to a checked Profile; every fault in one go, each with its place and what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from advisor.errors import BadInput
from advisor.profile.document import Document, read_document
from advisor.profile.schema import SECRET_KEY, Profile


def load_profile(path: Path, environ: Mapping[str, str]) -> Profile:
    """The profile in `path`; raises BadInput with one line a fault."""
    return check_profile(read_document(path, environ))


def check_profile(document: Document) -> Profile:
    """A document held against the schema; raises BadInput with one line a fault."""
    secrets = list(_secrets(document))
    try:
        profile = Profile.model_validate(document.values)
    except ValidationError as error:
        faults = [_sentence(document, fault) for fault in error.errors()]
        raise BadInput("\n".join(dict.fromkeys([*secrets, *faults]))) from error
    if secrets:
        raise BadInput("\n".join(secrets))
    return profile


def _secrets(document: Document) -> Iterator[str]:
    for path, place in document.places.items():
        if path and path[0] not in ("flink", "kafka") and SECRET_KEY.search(path[-1]):
            yield (
                f"{place}: {'.'.join(path)}: a secret does not belong in a profile; "
                "name an environment variable (password_env) or a file (password_file) that holds it"
            )


def _sentence(document: Document, fault: Any) -> str:
    path = tuple(str(part) for part in fault["loc"])
    place, key = document.place(path), ".".join(path)
    if fault["type"] == "missing":
        return f"{place}: {key}: is missing"
    if fault["type"] == "extra_forbidden":
        return f"{place}: {key}: there is no such key{_nearest(path)}"
    given = "" if isinstance(fault["input"], dict | BaseModel) else f" is {fault['input']!r},"
    return f"{place}: {key or 'the profile'}:{given} must be {_allowed(fault)}"


def _allowed(fault: Any) -> str:
    message = str(fault["msg"])
    for prefix in ("Value error, ", "Input should be "):
        message = message.removeprefix(prefix)
    if fault["type"] == "string_pattern_mismatch":
        return f"text like {fault['ctx']['pattern']}"
    return message.removeprefix("a valid ")


def _nearest(path: tuple[str, ...]) -> str:
    known = list(_known_keys(path[:-1]))
    close = get_close_matches(path[-1], known, n=1)
    return f"; did you mean {close[0]}?" if close else f"; known here: {', '.join(known)}"


def _known_keys(path: tuple[str, ...]) -> Iterator[str]:
    model: type[BaseModel] = Profile
    for part in path:
        annotation: Any = model.model_fields[part].annotation
        options = [annotation, *get_args(annotation)]
        model = next(each for each in options if isinstance(each, type) and issubclass(each, BaseModel))
    yield from model.model_fields
