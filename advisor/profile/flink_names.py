"""A key of Flink under its former name beside the new one: Flink takes one of them, and says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from advisor.lint.known.flink import NEWEST, listed_version, options

_STATE_DIR = "deployment.state_dir"
# What another section stands for, in Flink's keys that once had another name.
_BELOW_STATE_DIR = {"execution.checkpointing.dir": "checkpoints", "execution.checkpointing.savepoint-dir": "savepoints"}


def former_names(flink: Mapping[str, Any], state_dir: str | None, version: str | None) -> Iterator[tuple[str, str]]:
    """Key and sentence for each former name whose new one has another value; `version` is that of the cluster.

    Silent where both mean the same, and where the former name stands alone: Flink reads it, and lint tells.
    """
    whose = dict.fromkeys(flink, "which is set, too")
    values = dict(flink)
    for key, folder in _BELOW_STATE_DIR.items():
        if state_dir is not None and key not in flink:
            values[key], whose[key] = f"{state_dir.rstrip('/')}/{folder}", f"which {_STATE_DIR} sets, too"
    listed = listed_version(version) if version and re.match(r"\d{1,4}\.\d{1,4}(\.|$)", version) else None
    # A profile says the newest names; what is rendered for Flink 1.x gets those that it knows.
    renamed = {**options(listed or NEWEST).renamed, **options(NEWEST).renamed}
    for key, value in flink.items():
        new = [each for each in renamed.get(key, ()) if str(values.get(each, value)) != str(value)]
        if new and all(each in values for each in renamed[key]):
            yield key, f"is the former name of {new[0]}, {whose[new[0]]}, and Flink takes only one; write {new[0]}"
