"""The tutorial's own settings, in the least that holds them: every fault is found, and nothing on a clean set."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.lint.context import Context
from advisor.lint.lint import Result, lint, read_file
from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf, render_profile

HERE = Path(__file__).parent
CLEAN = sorted((HERE / "clean").iterdir())
# Unset variables must not matter: these are the ones that no test sets.
NO_ENVIRONMENT: dict[str, str] = {}


def result(*files: Path, **context: object) -> Result:
    return lint([read_file(file, None, Context(**context), NO_ENVIRONMENT) for file in files])  # type: ignore[arg-type]


def told(name: str) -> list[tuple[int, str, str]]:
    return [(each.line, each.rule, each.key) for each in result(HERE / "tutorial" / name).findings]


def test_the_producer_has_two_settings_of_javas() -> None:
    """librdkafka never blocks, and counts its buffer otherwise."""
    assert told("producer.py") == [
        (13, "setting_of_another_client", "buffer.memory"),
        (14, "setting_of_another_client", "max.block.ms"),
    ]


def test_the_consumer_has_one() -> None:
    """2.16 accepts it in silence, and does nothing with it."""
    assert told("consumer.py") == [(13, "setting_of_another_client", "max.poll.records")]


def test_the_broken_producer_is_broken_in_three_places() -> None:
    """As the tutorial counts them."""
    assert told("broken_producer.py") == [
        (8, "unbatched_producer", "linger.ms"),
        (9, "unbatched_producer", "batch.size"),
        (10, "unbatched_producer", "compression.type"),
    ]


def test_the_broken_consumer_loses_records_and_has_a_setting_of_javas() -> None:
    """The tutorial's repair, max.poll.records=500, would change nothing."""
    assert told("broken_consumer.py") == [
        (12, "auto_commit_before_database", "enable.auto.commit"),
        (13, "setting_of_another_client", "max.poll.records"),
    ]


@pytest.mark.parametrize(("name", "line"), [("gc_flags.sh", None), ("flink-conf.yaml", 3)])
def test_the_gc_flags_are_those_of_jdk_8(name: str, line: int | None) -> None:
    """In a snippet, or where the tutorial puts them; the two that live on are not told."""
    found = told(name)
    assert {rule for _, rule, _ in found} == {"jdk8_gc_log_flag"}
    assert {key for _, _, key in found} == {
        "PrintGCDetails",
        "PrintGCDateStamps",
        "Xloggc",
        "UseGCLogFileRotation",
        "NumberOfGCLogFiles",
        "GCLogFileSize",
    }
    assert line is None or {each for each, _, _ in found} == {line}


def test_flags_for_all_jvms_take_the_add_opens_away() -> None:
    """Beside a flag that does nothing."""
    assert told("config.yaml") == [
        (5, "lost_add_opens", "env.java.opts.all"),
        (5, "jdk8_gc_log_flag", "PrintGCDateStamps"),
    ]


@pytest.mark.parametrize("file", CLEAN, ids=lambda file: file.name)
def test_nothing_is_found_on_a_clean_file(file: Path) -> None:
    """Not even an info."""
    assert result(file).findings == ()


@pytest.mark.parametrize("file", CLEAN, ids=lambda file: file.name)
def test_nor_with_everything_known_that_can_be(file: Path) -> None:
    """A context makes more rules speak; these settings are right all the same."""
    known = {"gc_pause_ms": 5000.0, "latency_budget_ms": 2000.0, "slots": 8.0, "partitions": 8, "database": True}
    assert result(file, **known).findings == ()


@pytest.mark.parametrize("name", ["base", "local", "production", "windowed", "lookup"])
def test_nothing_is_found_on_our_own_profiles(name: str) -> None:
    """Whether their variables are set or not."""
    assert result(flink_conf() / "profiles" / f"{name}.yaml").findings == ()


def test_the_demos_slow_profile_has_the_fault_that_was_put_in() -> None:
    """It is slow on purpose."""
    found = result(flink_conf() / "profiles" / "slow.yaml").findings
    assert [each.rule for each in found] == ["no_batch_interval"]


@pytest.mark.parametrize("target", ["config.yaml", "kubernetes/flinkdeployment.yaml"])
def test_nothing_is_found_on_what_production_is_rendered_to(tmp_path: Path, target: str) -> None:
    """The file that a cluster reads."""
    environ = {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", "PGHOST": "db"}
    profile = load_profile(flink_conf() / "profiles" / "production.yaml", environ)
    rendered = render_profile(profile, "production.yaml", targets=["config.yaml", "kubernetes"])
    file = tmp_path / Path(target).name
    file.write_text(rendered[target])
    assert result(file).findings == ()
