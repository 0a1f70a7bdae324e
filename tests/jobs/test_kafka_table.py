"""The topic as a table: the connector's options, and where the event time is found."""

import pytest
import yaml

from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf, render_profile
from jobs.connectors.kafka_table import event_time, kafka_options
from jobs.settings import WindowedSettings, parse_settings

PROFILE = flink_conf() / "profiles" / "windowed.yaml"
RENDERED = yaml.safe_load(render_profile(load_profile(PROFILE, {}), "p")["job.yaml"])


def kafka(**changes):
    return parse_settings({**RENDERED, "kafka": {**RENDERED["kafka"], **changes}}, "p", WindowedSettings).kafka


def test_the_shipped_profile_reads_on_from_what_its_group_has_committed():
    """And from the earliest record on when that is nothing."""
    assert kafka_options(kafka()) == {
        "topic": "orders",
        "properties.bootstrap.servers": "localhost:9092",
        "properties.group.id": "order_totals",
        "properties.auto.offset.reset": "earliest",
        "scan.topic-partition-discovery.interval": "60000 ms",
        "scan.startup.mode": "group-offsets",
    }


@pytest.mark.parametrize(
    ("changes", "options"),
    [
        ({"start_from": "earliest"}, {"scan.startup.mode": "earliest-offset"}),
        ({"start_from": "latest"}, {"scan.startup.mode": "latest-offset"}),
        (
            {"start_from": "1970-01-01T00:00:01Z"},
            {"scan.startup.mode": "timestamp", "scan.startup.timestamp-millis": "1000"},
        ),
        ({"bounded": True}, {"scan.bounded.mode": "latest-offset"}),
        ({"partition_discovery_interval_ms": -1}, {"scan.topic-partition-discovery.interval": "0 ms"}),
        ({"consumer": {"check.crcs": True}}, {"properties.check.crcs": "true"}),
        ({"consumer": {"auto.offset.reset": "latest"}}, {"properties.auto.offset.reset": "latest"}),
    ],
)
def test_every_setting_has_its_option(changes, options):
    """The same that the other templates set on the source's builder."""
    assert kafka_options(kafka(**changes)).items() >= options.items()


def test_without_a_field_kafkas_timestamp_is_the_event_time():
    """It is there in every record."""
    assert event_time("") == "record_time"


def test_a_field_is_found_whatever_its_name_and_never_lies_in_kafkas_future():
    """A name with a quote or a dot is a name; one record from the future would make all others late."""
    assert event_time("at") == (
        "COALESCE(LEAST(TO_TIMESTAMP_LTZ(TRY_CAST(JSON_VALUE(CAST(raw_value AS STRING), '$[''at'']') AS BIGINT), 3), "
        "record_time), record_time)"
    )
    assert "'$[''it\\''s.at'']'" in event_time("it's.at")
