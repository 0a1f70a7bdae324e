"""What a profile changes in a report: thresholds, and rules that shall not speak."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.advise import advise, settings_of
from advisor.errors import BadInput
from advisor.model.settings import JobSettings
from advisor.model.thresholds import Thresholds, describe
from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf
from tests.recorded.recording import observe


def settings(tmp_path: Path, text: str) -> JobSettings:
    path = tmp_path / "mine.yaml"
    path.write_text(f"extends: {flink_conf() / 'profiles' / 'base.yaml'}\n{text}")
    return settings_of(load_profile(path, {}))


def test_without_a_profile_the_defaults_hold() -> None:
    """Every threshold has a unit and a source."""
    assert settings_of(None).thresholds == Thresholds()
    assert [each.name for each in describe(Thresholds()) if not each.unit or not each.source] == []


def test_a_threshold_of_the_profile_is_the_one_that_counts(tmp_path: Path) -> None:
    """Half a row a flush is small: then one row is no small batch."""
    found = settings(tmp_path, "advisor: {thresholds: {small_batch_rows: 0.5}}\n")
    assert found.thresholds.small_batch_rows == 0.5
    report = advise(observe("slow"), found)
    assert report.verdict.cause == "external_wait"
    assert "unbatched_sink" not in [each.rule for each in report.findings]


def test_what_the_jvm_section_stands_for_is_known_beside_what_stands_under_flink(tmp_path: Path) -> None:
    """As `advisor render` would put them together; a patch is held against what stands in the file."""
    text = "jvm: {jdk: 17, gc: g1, max_gc_pause_ms: 50}\nflink: {env.java.opts.taskmanager: -Xlog:safepoint}\n"
    found = settings(tmp_path, text)
    assert found.flink["env.java.opts.taskmanager"] == "-Xlog:safepoint"
    flags = "-XX:+UseG1GC -XX:MaxGCPauseMillis=50 -Xlog:safepoint"
    assert found.flink_value("env.java.opts.taskmanager") == flags
    assert found.flink_value("execution.checkpointing.interval") == "10 s"
    assert set(found.flink_generated).isdisjoint({"execution.checkpointing.interval"})


@pytest.mark.parametrize("key", ["unbatched_sink", "unbatched_sink@jdbc_sink"])
def test_a_suppressed_rule_is_silent_and_its_reason_is_shown(tmp_path: Path, key: str) -> None:
    """Everywhere, or of one operator."""
    report = advise(
        observe("slow"), settings(tmp_path, f"advisor: {{suppress: {{{key}: one row at a time on purpose}}}}\n")
    )
    assert "unbatched_sink" not in [each.rule for each in report.findings]
    (suppressed,) = report.suppressed
    assert (suppressed.rule, suppressed.operator) == ("unbatched_sink", "jdbc_sink")
    assert suppressed.reason == "one row at a time on purpose"


def test_another_operators_suppression_changes_nothing(tmp_path: Path) -> None:
    """It is of enrichment only."""
    text = "advisor: {suppress: {unbatched_sink@enrichment: one row at a time on purpose}}\n"
    report = advise(observe("slow"), settings(tmp_path, text))
    assert "unbatched_sink" in [each.rule for each in report.findings]
    assert report.suppressed == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("advisor: {suppress: {unbached_sink: one row at a time on purpose}}", "did you mean unbatched_sink"),
        ("advisor: {suppress: {unbatched_sink: no}}", "at least 10"),
        ("advisor: {suppress: {unbatched_sink: short}}", "at least 10"),
        ("advisor: {thresholds: {small_batch_row: 3}}", "did you mean small_batch_rows"),
        ("advisor: {thresholds: {small_batch_rows: -3}}", "at least 0"),
    ],
)
def test_what_a_profile_cannot_say_is_told(tmp_path: Path, text: str, sentence: str) -> None:
    """With the key, and the nearest known one."""
    with pytest.raises(BadInput, match=sentence):
        settings(tmp_path, text + "\n")
