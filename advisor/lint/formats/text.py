"""For a terminal: a line that editors jump to, then what to write instead and who says so."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.finding import SEVERITIES, Finding
from advisor.lint.formats._words import clean, counted
from advisor.lint.lint import Result


def render(result: Result) -> str:
    """All findings, and a last line that counts them."""
    return "\n".join([*(line for each in result.findings for line in _lines(each)), *_summary(result)]) + "\n"


def _lines(finding: Finding) -> Iterator[str]:
    place = f"{clean(finding.file)}:{finding.line}"
    yield f"{place}: {finding.severity} [{finding.rule}] {clean(finding.key)}: {clean(finding.message)}"
    yield f"    instead  {clean(finding.instead)}"
    yield f"    source   {finding.source}"


def _summary(result: Result) -> Iterator[str]:
    for each in result.silenced:
        finding = each.finding
        yield f"{clean(finding.file)}:{finding.line}: silenced [{finding.rule}] {clean(each.reason)}"
    files = counted(result.files, "file")
    if not result.findings:
        yield f"{files}: nothing to change"
        return
    counts = {severity: sum(each.severity == severity for each in result.findings) for severity in SEVERITIES}
    found = ", ".join(f"{count} {severity}" for severity, count in counts.items() if count)
    yield f"{files}: {found}"
