"""The TaskManagers' JVM: its garbage collector and log, as the JDK in use understands the flags."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from advisor.profile.schema.types import TYPED, Positive, Section

CHOOSES_COLLECTOR = re.compile(r"-XX:\+Use\w*GC")


def _is_folder(value: str) -> str:
    # -Xlog splits at colons and commas, Flink's scripts at spaces
    if not re.fullmatch(r"[\w./@%+=-]+", value, re.ASCII):
        raise ValueError("a folder's path of letters, digits and ./_@%+=-")
    return value


def _is_size(value: str) -> str:
    if not re.fullmatch(r"[1-9]\d{0,5}[KMG]", value):
        raise ValueError("a size such as 100M (K, M or G)")
    return value


def _is_flag(value: str) -> str:
    if not re.fullmatch(r"-[^\s\"'`\\$]+", value):
        raise ValueError("one flag, such as -XX:+AlwaysPreTouch, without spaces and quotes")
    return value


class GcLog(Section):
    dir: Annotated[str, AfterValidator(_is_folder)] = Field(
        description="Folder on every TaskManager; it must be there, or the JVM does not start."
    )
    files: Positive = Field(10, description="How many files are kept.")
    size: Annotated[str, AfterValidator(_is_size)] = Field("100M", description="Size of one file, such as `100M`.")


class Jvm(Section):
    jdk: Annotated[Literal[11, 17, 21], TYPED] = Field(description="JDK that the TaskManagers run on.")
    gc: Literal["g1", "zgc", "parallel"] = Field("g1", description="Garbage collector; ZGC from JDK 17 on.")
    max_gc_pause_ms: Positive | None = Field(
        None, description="Pause that the collector aims at; ZGC has none to aim at, its pauses are below 1 ms."
    )
    gc_log: GcLog | None = Field(None, description="Unified log of every collection, with rotation.")
    flags: tuple[Annotated[str, AfterValidator(_is_flag)], ...] = Field(
        (), strict=False, description="Further flags for the TaskManagers' JVM, one an entry."
    )
