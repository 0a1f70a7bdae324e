"""JVM flags: of one setting, or of a file that holds nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from advisor.errors import BadInput
from advisor.lint.context import SUPPORTED_JDKS, Context
from advisor.lint.subjects import Flag, JvmFlags, Setting, Subject
from advisor.profile.document import Place

_FLAG = re.compile(r"-(?:XX:|X|D|-add-|javaagent|agent|server|ea\b|verbose)\S*")
# Of a line of jvm.options for some JDKs, as Elasticsearch and Logstash read it: `8:`, `8-13:`, `14-:`.
_RANGE = re.compile(r"\s*(?P<first>\d{1,3})(?P<open>-(?P<last>\d{1,3})?)?:(?=-)")


def read_jvm(text: str, file: str, context: Context) -> list[Subject]:
    """Lines of flags, as in a jvm.options file or a snippet of a shell script. Raises BadInput when there are none."""
    jdks = (context.jdk,) if context.jdk else SUPPORTED_JDKS
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("#"):
            content, those = _for_jdks(line, jdks)
            lines.append((content, Setting("", content, Place(file, number)), those))
    found = []
    # A line may be for some JDKs only, so JDKs with the same lines are judged together.
    for same in _alike(jdks, [those for _, _, those in lines]):
        found.append(jvm_flags([(line, setting) for line, setting, those in lines if same[0] in those], same))
    if not any(each.flags for each in found) and not is_jvm_options(file):
        raise BadInput(f"{file}: holds no flag of a JVM, such as -XX:+UseG1GC")
    return list(found)


def is_jvm_options(file: str) -> bool:
    """By the name, whatever stands in it."""
    return PurePath(file).name.lower() == "jvm.options"


def jvm_flags(lines: Iterable[tuple[str, Setting]], jdks: tuple[int, ...]) -> JvmFlags:
    """Every flag of the texts, with the setting that each is of; quotes around them are the shell's."""
    flags = [Flag(each, setting) for text, setting in lines for each in _FLAG.findall(re.sub(r"[\"'\\]", " ", text))]
    return JvmFlags(tuple(flags), jdks)


def looks_like_flags(text: str) -> bool:
    """Whether a line starts with one, or a shell variable is set to some."""
    start = r"^[ \t]*(?:\d+(?:-\d*)?:)?(?:export[ \t]+)?(?:\w+=[\"']?)?-(?:XX:|X(?:m|log|s))"
    return bool(re.search(start, text, re.MULTILINE))


def _for_jdks(line: str, jdks: tuple[int, ...]) -> tuple[str, tuple[int, ...]]:
    """A line without what says which JDKs it is for, and these."""
    found = _RANGE.match(line)
    if not found:
        return line, jdks
    first = int(found["first"])
    last = first if found["open"] is None else int(found["last"] or 1_000)
    return line[found.end() :], tuple(jdk for jdk in jdks if first <= jdk <= last)


def _alike(jdks: tuple[int, ...], lines: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The JDKs, those together that have the same lines."""
    groups: dict[tuple[bool, ...], tuple[int, ...]] = {}
    for jdk in jdks:
        has = tuple(jdk in those for those in lines)
        groups[has] = (*groups.get(has, ()), jdk)
    return list(groups.values())
