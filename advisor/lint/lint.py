"""Files in, findings out: read, held against all rules, silenced where a comment says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from advisor.errors import BadInput
from advisor.lint.comments import all_marks, of_files, silence
from advisor.lint.context import Context
from advisor.lint.finding import SEVERITIES, Finding, Silenced
from advisor.lint.kinds import READERS, Kind, kind_of
from advisor.lint.read.profile import files_of, profile_subjects, read_profile, with_profile
from advisor.lint.read.text import read_source
from advisor.lint.rules import all_rules, check_subject
from advisor.lint.subjects import FlinkConfig, JvmFlags, KafkaClient, Subject
from advisor.profile.yaml_text import read_text

# Flink knows about a thousand keys, a JDK as many flags. Each that nobody knows is compared with all of them.
_MOST_SETTINGS = 2_000


@dataclass(frozen=True)
class Reading:
    """One file of the command line: what rules look at in it, and the texts that it is made of, by name."""

    path: str
    kind: Kind
    subjects: tuple[Subject, ...]
    context: Context
    texts: Mapping[str, str]


@dataclass(frozen=True)
class Result:
    """`findings` by file and line."""

    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    silenced: tuple[Silenced, ...]

    def fails(self, severity: str) -> bool:
        """Whether anything is of this severity or above; `never` is above all."""
        counting = SEVERITIES[: SEVERITIES.index(severity) + 1] if severity in SEVERITIES else ()
        return any(each.severity in counting for each in self.findings)


def read_file(path: Path, kind: Kind | None, context: Context, environ: Mapping[str, str]) -> Reading:
    """Raises BadInput for what cannot be read, or is nothing that rules look at."""
    text = read_source(path, kind)
    kind = kind or kind_of(path, text)
    if kind != "profile":
        subjects = READERS[kind](text, str(path), context)
        _refuse_too_many(subjects, path)
        return Reading(str(path), kind, tuple(subjects), context, {str(path): text})
    document = read_profile(path, environ, text)
    context = with_profile(context, document)
    texts = {file: text if file == str(path) else read_text(Path(file)) for file in files_of(document)}
    subjects = list(profile_subjects(document, context))
    _refuse_too_many(subjects, path)
    return Reading(str(path), kind, tuple(subjects), context, texts)


def lint(readings: Sequence[Reading]) -> Result:
    """What all rules find; once where several overlays share a base."""
    found = dict.fromkeys(
        finding
        for reading in readings
        for subject in reading.subjects
        for finding in check_subject(subject, reading.context)
    )
    texts = {file: text for reading in readings for file, text in reading.texts.items()}
    left, silenced, comments = silence(found, all_marks(texts))
    named = tuple(dict.fromkeys(reading.path for reading in readings))
    comments = replace(of_files(comments, named), undecided=_undecided(readings))
    left += check_subject(comments, Context())
    return Result(named, tuple(_sorted(left)), tuple(silenced))


def _undecided(readings: Sequence[Reading]) -> frozenset[str]:
    """The rules that lacked something for any of the files."""
    needing = [rule for rule in all_rules().values() if rule.needs]
    return frozenset(
        rule.name for rule in needing for each in readings if getattr(each.context, rule.needs or "") is None
    )


def _refuse_too_many(subjects: Iterable[Subject], path: Path) -> None:
    count = 0
    for subject in subjects:
        if isinstance(subject, FlinkConfig | KafkaClient):
            count += len(subject.settings)
        elif isinstance(subject, JvmFlags):
            count += len(subject.flags)
    if count > _MOST_SETTINGS:
        raise BadInput(f"{path}: has {count:,} settings, more than {_MOST_SETTINGS:,}, which no configuration has")


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(
        findings, key=lambda each: (each.file, each.line, SEVERITIES.index(each.severity), each.rule, each.key)
    )
