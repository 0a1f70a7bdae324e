"""The project's own template with a profile: what is planted is a setting, an enrichment, or done to the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lab import client, example, warm_client
from lab.scenarios.place import Place
from lab.scenarios.scenario import Load, Settings


@dataclass(frozen=True)
class Template:
    """`kafka_to_jdbc` with `changes` to a profile of flink-conf/profiles, sections as they stand there.

    Settings that can be changed are those of the profile's operators, and `enrichment.function`.
    """

    load: Load
    base: str = "local.yaml"
    changes: Mapping[str, Any] = field(default_factory=dict)
    flink: Mapping[str, str] = field(default_factory=dict)

    def can_set(self, setting: str) -> bool:
        name, _, what = setting.rpartition(".")
        return name in ("kafka_source", "enrichment", "jdbc_sink", "dead_letters") and what in (
            "parallelism", "batch_size", "batch_interval_ms", "chaining", "function"
        )  # fmt: skip

    def submit(self, place: Place, changes: Settings) -> str:
        """The profile is written anew each time, with an empty table."""
        example.create_table(place.stack, place.table)
        place.create_topic("dead_letters", 1)
        kafka = {"topic": self.load.topic(place), "group_id": place.group_id, "start_from": "earliest"}
        own = {"kafka": {**kafka, "dead_letter_topic": "dead_letters"}, "database": {"table": place.table}}
        sections = _merged(own, self.sections(place.scenario))
        for setting, value in changes.items():
            sections = _merged(sections, _section(setting, value))
        example.write_profile(place.profile, self.base, sections)
        job_file = client.render(place.profile, place.work / "rendered", place.stack.profile_environment())
        return warm_client.submit(place.stack, job_file, place.work / "rendered", self.flink)

    def sections(self, name: str) -> dict[str, Any]:
        """What the profile sets, without the places of one run."""
        return _merged({"job": {"name": name}}, self.changes)


def _section(setting: str, value: object) -> dict[str, Any]:
    operator, _, key = setting.rpartition(".")
    return {"enrichment": {key: value}} if key == "function" else {"operators": {operator: {key: value}}}


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(base)
    for key, value in over.items():
        known = found.get(key)
        both = isinstance(known, Mapping) and isinstance(value, Mapping)
        found[key] = _merged(known, value) if both and isinstance(known, Mapping) else value
    return found
