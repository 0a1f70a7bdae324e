"""For a terminal: a line that editors jump to, then what to write instead and who says so."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from advisor.lint.finding import SEVERITIES, Finding, Severity
from advisor.lint.formats._words import clean, counted
from advisor.lint.lint import Result

_STYLES: dict[Severity, str] = {"critical": "bold red", "warning": "yellow", "info": "cyan"}


def render(result: Result) -> str:
    """All findings, and a last line that counts them."""
    return render_text(result).plain


def render_text(result: Result) -> Text:
    """The same for a console, which shows severities in colour."""
    out = Text()
    for each in result.findings:
        _finding(out, each)
    worst = next((each for each in SEVERITIES if any(found.severity == each for found in result.findings)), None)
    *silenced, summary = _summary(result)
    for line in silenced:
        out.append(f"{line}\n", style="dim")
    return out.append(summary, style=_STYLES[worst] if worst else "green").append("\n")


def _finding(out: Text, finding: Finding) -> None:
    out.append(f"{clean(finding.file)}:{finding.line}: ", style="bold")
    out.append(finding.severity, style=_STYLES[finding.severity])
    out.append(f" [{finding.rule}] ", style="dim")
    out.append(clean(finding.key), style="bold").append(f": {clean(finding.message)}\n")
    out.append("    instead  ", style="dim").append(f"{clean(finding.instead)}\n")
    out.append(f"    source   {finding.source}\n", style="dim")


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
