"""How Flink hands records to its Python workers, and what these run on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from advisor.profile.schema.types import FilePath, Positive, Section, Size, Word, Words


class Python(Section):
    bundle_size: Positive = Field(description="Records that Flink gathers for one turn of the Python worker.")
    bundle_time_ms: Positive = Field(description="How long it gathers at most.")
    mode: Literal["process", "thread"] | None = Field(
        None, description="Workers of their own, or Python inside the TaskManager; Flink's default is `process`."
    )
    worker_memory: Size | None = Field(
        None, description="Memory of a TaskManager set aside for its Python workers, outside Flink's managed memory."
    )
    executable: FilePath | None = Field(None, description="Python on every TaskManager.")
    client_executable: FilePath | None = Field(None, description="Python where the job is submitted.")
    files: Words = Field((), description="Python files, folders or zips that `flink run` sends along.")
    archives: Words = Field((), description="Archives that `flink run` sends along, such as `venv.zip#venv`.")
    requirements: Word | None = Field(None, description="requirements.txt that every TaskManager installs.")
