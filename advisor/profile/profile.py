"""From a profile's file to a checked Profile; every fault in one go, each with its place and what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from advisor.errors import BadInput
from advisor.profile.checks import contradictions, secrets
from advisor.profile.document import Document, KeyPath, read_document
from advisor.profile.schema import Profile
from advisor.profile.schema.keys import known_keys
from advisor.profile.yaml_text import said, shown

_ALLOWED = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "string_type": "text",
    "dict_type": "a mapping of keys and values",
    "model_type": "a section with keys and values",
    "too_short": "at least one",
    "string_too_short": "not empty",
}
_LONGEST_VALUE = 60


def load_profile(path: Path, environ: Mapping[str, str]) -> Profile:
    """The profile in `path`; raises BadInput with one line a fault."""
    return check_profile(read_document(path, environ))


def check_profile(document: Document) -> Profile:
    """A document held against the schema; raises BadInput with one line a fault, unset variables among them."""
    if faults := [*document.unset.values(), *find_faults(document)]:
        raise BadInput("\n".join(faults))
    return Profile.model_validate(document.values)


def find_faults(document: Document) -> list[str]:
    """A sentence for each fault that the document has whatever its unset variables may become."""
    if not document.values:
        return [
            f"{document.place(())}: is empty; begin with `extends: base.yaml`, or with another profile to start from"
        ]
    told = {**document.unreadable, **dict(secrets(document))}
    # What an unset variable may mend is no fault yet; what holds a secret must not be repeated by another sentence.
    silent = {*document.unset, *told}
    for fault in _schema_faults(document):
        path = _path(fault)
        if path not in told and not any(path[: len(above)] == above for above in silent):
            told[path] = _sentence(path, fault)
    for path, sentence in contradictions(document):
        told.setdefault(path, sentence)
    in_order = sorted(told, key=document.place)
    return [f"{document.place(path)}: {shown('.'.join(path))}: {told[path]}" for path in in_order]


def _schema_faults(document: Document) -> list[Any]:
    try:
        Profile.model_validate(document.values)
    except ValidationError as error:
        faults = error.errors()
        # An entry that is wrong does not count for pydantic, and a list of one is then too short besides.
        wrong = {fault["loc"][: length + 1] for fault in faults for length in range(len(fault["loc"]) - 1)}
        return [fault for fault in faults if fault["type"] != "too_short" or fault["loc"] not in wrong]
    return []


def _path(fault: Any) -> KeyPath:
    # pydantic adds "[key]" when the key of a mapping is the fault, not its value
    return tuple(str(part) for part in fault["loc"] if part != "[key]")


def _sentence(path: KeyPath, fault: Any) -> str:
    if fault["type"] == "missing":
        return "is missing"
    if fault["type"] == "extra_forbidden":
        return f"there is no such key{_nearest(path)}"
    value = fault["input"]
    given = "a mapping" if isinstance(value, dict) else "empty" if value is None else said(value)
    if len(given) > _LONGEST_VALUE:
        given = f"{given[:_LONGEST_VALUE]}..."
    return f"is {given}, must be {_allowed(fault)}"


def _allowed(fault: Any) -> str:
    limits = fault.get("ctx", {})
    for name, words in (("ge", "at least"), ("le", "at most"), ("gt", "more than")):
        if name in limits:
            return f"{words} {limits[name]:.10g}"
    if limits.get("min_length", 0) > 1:
        return f"text of at least {limits['min_length']} characters"
    if "max_length" in limits:
        return f"at most {limits['max_length']} characters"
    if fault["type"] == "tuple_type":
        return f"a list, such as [{value}]" if isinstance(value := fault["input"], str) and value else "a list"
    if fault["type"] == "string_type" and isinstance(fault["input"], int | float):
        return "text: put it in quotes"
    if fault["type"] == "literal_error":
        return str(limits["expected"]).replace("'", "")
    return _ALLOWED.get(fault["type"]) or str(fault["msg"]).removeprefix("Value error, ")


def _nearest(path: KeyPath) -> str:
    known = known_keys(path[:-1])
    close = get_close_matches(path[-1], known, n=1)
    return f"; did you mean {close[0]}?" if close else f"; known here: {', '.join(known)}"
