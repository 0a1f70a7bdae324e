"""JVM flags: of one setting, or of a file that holds nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.errors import BadInput
from advisor.lint.context import SUPPORTED_JDKS, Context
from advisor.lint.subjects import Flag, JvmFlags, Setting, Subject
from advisor.profile.document import Place

_FLAG = re.compile(r"-(?:XX:|X|D|-add-|javaagent|agent|server|ea\b|verbose)\S*")


def read_jvm(text: str, file: str, context: Context) -> list[Subject]:
    """Lines of flags, as in a jvm.options file or a snippet of a shell script. Raises BadInput when there are none."""
    lines = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("#"):
            lines.append((line, Setting("", line, Place(file, number))))
    found = jvm_flags(lines, (context.jdk,) if context.jdk else SUPPORTED_JDKS)
    if not found.flags:
        raise BadInput(f"{file}: holds no flag of a JVM, such as -XX:+UseG1GC")
    return [found]


def jvm_flags(lines: Iterable[tuple[str, Setting]], jdks: tuple[int, ...]) -> JvmFlags:
    """Every flag of the texts, with the setting that each is of; quotes around them are the shell's."""
    flags = [Flag(each, setting) for text, setting in lines for each in _FLAG.findall(re.sub(r"[\"'\\]", " ", text))]
    return JvmFlags(tuple(flags), jdks)


def looks_like_flags(text: str) -> bool:
    """Whether a line starts with one, or a shell variable is set to some."""
    return bool(re.search(r"^[ \t]*(?:export[ \t]+)?(?:\w+=[\"']?)?-(?:XX:|X(?:m|log|s))", text, re.MULTILINE))
