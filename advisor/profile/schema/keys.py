"""Which keys the schema knows in each section."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from advisor.profile.schema.profile import Profile


def known_keys(path: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the section at that path; none where there is no such section."""
    model: type[BaseModel] | None = Profile
    for part in path:
        field = model.model_fields.get(part) if model else None
        model = _section(field.annotation) if field else None
    return tuple(model.model_fields) if model else ()


def _section(annotation: Any) -> type[BaseModel] | None:
    options = [annotation, *get_args(annotation)]
    return next((each for each in options if isinstance(each, type) and issubclass(each, BaseModel)), None)
