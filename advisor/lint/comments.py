"""Comments that silence a rule: `# narrows: ignore[rule] reason`, in the line it speaks of or above it."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from advisor.lint.finding import Finding, Silenced
from advisor.lint.subjects import Comments, Mark
from advisor.profile.document import Place

_LONGEST_LINE = 5_000
_MARK = re.compile(r"(?P<before>.*?)[#!]\s*narrows:\s*ignore\[(?P<rules>[^\]]*)\]\s*:?\s*(?P<reason>.*)")


def read_marks(text: str, file: str) -> Iterator[Mark]:
    """All of a file's. One that stands alone speaks of the next line that is no comment."""
    lines = text.splitlines()
    commented = _commented(text) if "narrows:" in text and PurePath(file).suffix.lower() == ".py" else None
    for number, line in enumerate(lines, start=1):
        found = _MARK.fullmatch(line) if "narrows:" in line and len(line) <= _LONGEST_LINE else None
        if found is None or (commented is not None and number not in commented):
            continue
        rules = tuple(each.strip() for each in found["rules"].split(",") if each.strip())
        about = number if found["before"].strip() else _next_line(lines, number)
        yield Mark(Place(file, number), rules, found["reason"].strip(), about)


def silence(findings: Iterable[Finding], marks: Iterable[Mark]) -> tuple[list[Finding], list[Silenced], Comments]:
    """What is left, what is silenced and why, and which marks did it."""
    by_place: dict[tuple[str, int, str], Mark] = {}
    every = tuple(marks)
    for mark in every:
        for rule in mark.rules:
            by_place[mark.place.file, mark.line, rule] = mark
    left: list[Finding] = []
    silenced: list[Silenced] = []
    used: set[tuple[Mark, str]] = set()
    for finding in findings:
        by = by_place.get((finding.file, finding.line, finding.rule))
        if by is None or not by.reason:
            left.append(finding)
        else:
            silenced.append(Silenced(finding, by.reason))
            used.add((by, finding.rule))
    return left, silenced, Comments(every, frozenset(used))


def of_files(comments: Comments, files: Iterable[str]) -> Comments:
    """Only the marks of these files."""
    named = set(files)
    return replace(comments, marks=tuple(mark for mark in comments.marks if mark.place.file in named))


def all_marks(texts: Mapping[str, str]) -> Iterator[Mark]:
    """Those of several files: text by name."""
    for file, text in texts.items():
        yield from read_marks(text, file)


def _commented(text: str) -> set[int] | None:
    """The lines of a program with a comment: what stands in a string is none. None where that cannot be told."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    return {each.start[0] for each in tokens if each.type == tokenize.COMMENT}


def _next_line(lines: list[str], number: int) -> int:
    for below, line in enumerate(lines[number:], start=number + 1):
        if line.strip() and not line.lstrip().startswith(("#", "!")):
            return below
    return number
