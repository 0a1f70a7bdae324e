"""The lists: what they hold is what the distributions say, and how keys are held against them."""

import json
from pathlib import Path

import pytest

from advisor.lint import known
from advisor.lint.known import flink, jvm, kafka, nearest

DATA = Path(known.__file__).parent / "data"


@pytest.mark.parametrize("file", sorted(DATA.glob("*.json")), ids=lambda file: file.stem)
def test_every_list_says_where_it_is_from_and_is_sorted(file):
    """So that a new version's changes can be read."""
    document = json.loads(file.read_text())
    entries = document.get("options") or document.get("settings") or document["flags"]
    assert document["from"]
    assert list(entries) == sorted(entries)
    assert len(entries) > 100


def test_defaults_are_those_of_the_version():
    """A spot check of each kind of value."""
    defaults = flink.options("2.3").defaults
    assert defaults["taskmanager.numberOfTaskSlots"] == "1"
    assert defaults["execution.checkpointing.timeout"] == "PT10M"


def test_a_key_that_is_declared_itself_is_not_renamed():
    """rest.port is an option of its own, and a fallback of rest.bind-port."""
    options = flink.options("2.3")
    assert "rest.port" not in options.renamed
    assert options.reads("rest.port")


def test_a_former_key_leads_to_all_that_took_its_place():
    """One became two."""
    assert flink.options("2.3").renamed["state.backend.local-recovery"] == (
        "execution.checkpointing.local-backup.enabled",
        "execution.state-recovery.from-local",
    )


@pytest.mark.parametrize(
    ("version", "listed"),
    [
        ("1.17", None),
        ("1.18", "1.18"),
        ("1.19", "1.20"),
        ("1.20.3", "1.20"),
        ("2.0", "2.2"),
        ("2.3", "2.3"),
        ("3.0", "2.3"),
    ],
)
def test_a_version_is_judged_by_the_next_newer_list(version, listed):
    """By the newest where it is newer still; not at all where it is older."""
    assert flink.listed_version(version) == listed


@pytest.mark.parametrize(
    ("version", "listed"), [("1.17", None), ("1.18.1", "1.18"), ("1.19", "1.18"), ("2.0", "1.20"), ("3.0", "2.3")]
)
def test_the_next_older_list_tells_what_a_version_between_two_has_for_sure(version, listed):
    """1.19 may lack what is new in 1.20."""
    assert flink.older_list(version) == listed


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2.3", "2.3"),
        ("1.20.3", "1.20.3"),
        ("2.3.0-rc1", "2.3.0"),
        ("v1_20", "1.20"),
        ("1.20.1-scala_2.12-java11", "1.20.1"),
        ("2.4-SNAPSHOT", "2.4"),
        ("latest", None),
        ("2", None),
        ("2.x", None),
        ("2.3rc1", None),
        ("", None),
    ],
)
def test_a_version_is_read_as_releases_deployments_and_images_spell_it(text, version):
    """What stands behind it changes no key."""
    assert flink.spelt_version(text) == version


def test_entries_of_a_map_are_known_with_the_map():
    """kubernetes.jobmanager.labels: {team: data}."""
    assert flink.options("2.3").reads("kubernetes.jobmanager.labels.team")
    assert not flink.options("2.3").reads("kubernetes.jobmanager.label.team")


@pytest.mark.parametrize(
    ("flag", "dead_in"),
    [
        ("UseG1GC", []),
        ("UseConcMarkSweepGC", [17, 21]),
        ("MaxPermSize", [11, 17, 21]),
        ("ZGenerational", [11, 17]),
        ("PrintGCDetails", []),
        ("NobodysFlag", []),
    ],
)
def test_a_flag_is_dead_where_another_jdk_knows_it(flag, dead_in):
    """What nobody knows is unknown, not dead."""
    assert [jdk for jdk in jvm.JDKS if jvm.is_dead(flag, jdk)] == dead_in


def test_settings_of_share_consumers_are_not_a_consumers():
    """librdkafka 2.16 lists max.poll.records for these alone."""
    assert "max.poll.records" in kafka.share_settings()
    assert "max.poll.records" not in kafka.settings_of("librdkafka")
    assert "max.poll.records" in kafka.settings_of("java", "consumer")


@pytest.mark.parametrize("client", kafka.CLIENTS)
def test_what_is_recommended_instead_exists(client):
    """A name in the table of replacements that has dots is a setting of that client."""
    for key, instead in kafka.INSTEAD[client].items():
        assert key not in kafka.settings_of(client)
        first = instead.split()[0].rstrip(",:")
        assert "." not in first or first in kafka.settings_of(client) or first == "Consumer.consume(num_messages=...)"


def test_the_nearest_is_close_or_none():
    """A wild guess misleads."""
    assert nearest("linger.mss", ["linger.ms", "acks"]) == "linger.ms"
    assert nearest("lingering", ["linger.ms", "acks"]) is None
    assert nearest("x" * 10_000, ["x" * 10_000]) is None
