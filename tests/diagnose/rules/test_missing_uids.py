"""Operators without a uid: first those that have one, or of which nothing is known."""

from __future__ import annotations

from advisor.diagnose.rules.missing_uids import diagnose, uid_hash
from advisor.diagnose.verdict import Finding
from advisor.model.settings import JobSettings, OperatorSettings
from tests.builders import Op, context, observe

PROFILE = JobSettings(
    {"kafka_source": OperatorSettings(1), "enrichment": OperatorSettings(1), "jdbc_sink": OperatorSettings(1)},
    from_profile=True,
)
SOURCE = Op("Source: kafka_source", 0.3, id=uid_hash("kafka_source"))


def findings(*operators: Op, settings: JobSettings = PROFILE) -> list[Finding]:
    return list(diagnose(context(observe(*operators), settings)))


def test_the_hash_is_flinks() -> None:
    """As recorded of a real job."""
    assert uid_hash("kafka_source") == "aba3eb758ec92018fab49f28978eb513"
    assert uid_hash("dead_letters") == "61b83f04131e6ed037875c92e5c7446f"


def test_operators_with_their_names_as_uids_are_well() -> None:
    """Whatever Flink writes around a name."""
    assert findings(SOURCE, Op("jdbc_sink: Writer -> jdbc_sink: Committer", id=uid_hash("jdbc_sink"))) == []


def test_without_a_profile_no_name_is_known_to_be_a_uid() -> None:
    """Flink's REST API does not tell uids."""
    assert findings(Op("kafka_source", id="0" * 32), settings=JobSettings()) == []


def test_an_operator_that_the_profile_does_not_name_is_not_judged() -> None:
    """Nobody promised a uid."""
    assert findings(SOURCE, Op("print", id="0" * 32)) == []


def test_an_operator_that_flink_puts_before_another_has_a_uid_of_its_own() -> None:
    """Heads that nobody wrote."""
    assert findings(Op("_stream_key_by_map_operator -> enrichment", id="0" * 32)) == []
    assert findings(Op("enrichment_step_0 -> enrichment", id=uid_hash("enrichment_step_0"))) == []


def test_an_id_that_is_no_flink_id_says_nothing() -> None:
    """Some gateway renamed it."""
    assert findings(Op("kafka_source", id="vertex-1")) == []


def test_an_operator_with_a_generated_id_has_no_uid() -> None:
    """Its id is no hash of its name."""
    (found,) = findings(SOURCE, Op("enrichment -> helper", id="0" * 31 + "1"))
    assert (found.rule, found.severity, found.operator) == ("missing_uids", "warning", "enrichment")
    assert (found.evidence[0].observed, found.evidence[0].expected) == ("0" * 31 + "1", uid_hash("enrichment"))
