"""The job refuses settings it cannot run with, and says which, where, and what is allowed."""

import copy

import pytest
import yaml

from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf, render_profile
from jobs.connectors.postgres import check_target
from jobs.errors import SettingsError, TargetError
from jobs.settings import LookupSettings, Settings, WindowedSettings, parse_settings, read_password, read_settings
from jobs.target import Column


def shipped(name):
    profile = load_profile(flink_conf() / "profiles" / name, {})
    return yaml.safe_load(render_profile(profile, name)["job.yaml"])


GOOD, WINDOWED, LOOKUP = shipped("base.yaml"), shipped("windowed.yaml"), shipped("lookup.yaml")


def changed(section, document=GOOD, **values):
    document = copy.deepcopy(document)
    document[section].update(values)
    return document


def test_good_settings_are_taken():
    """The reference for all that follows."""
    assert parse_settings(GOOD, "job.yaml", Settings).job.name == "orders"


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (changed("job", max_parallelism=0), "job.yaml: job.max_parallelism: 0: input should be greater"),
        (changed("kafka", topc="x"), "job.yaml: kafka.topc: is not a known key"),
        (changed("kafka", start_from="soon"), "job.yaml: kafka.start_from: 'soon': must be committed, earliest"),
        (changed("enrichment", mode="both"), "job.yaml: enrichment.mode: 'both': input should be 'batch' or 'record'"),
        ([], "job.yaml: must be a mapping of sections, is list"),
        ({}, "job.yaml: job: is missing"),
    ],
)
def test_a_fault_names_file_key_value_and_what_is_allowed(document, sentence):
    """The same form as the advisor's."""
    with pytest.raises(SettingsError) as refused:
        parse_settings(document, "job.yaml", Settings)
    assert sentence in str(refused.value)


def test_each_template_takes_the_profile_that_is_shipped_for_it():
    """And refuses that of another one."""
    assert parse_settings(WINDOWED, "job.yaml", WindowedSettings).window.key == ("customer_id",)
    assert parse_settings(LOOKUP, "job.yaml", LookupSettings).lookup.columns == ("segment", "country")
    for document, model in ((GOOD, WindowedSettings), (WINDOWED, LookupSettings), (LOOKUP, Settings)):
        with pytest.raises(SettingsError, match=r"is missing|is not a known key"):
            parse_settings(document, "job.yaml", model)


def test_an_operator_may_have_a_limit_and_slots_of_its_own():
    """Neither is set in the shipped profiles."""
    source = {**GOOD["operators"]["kafka_source"], "max_parallelism": 12, "slot_sharing_group": "reading"}
    operators = parse_settings(changed("operators", kafka_source=source), "job.yaml", Settings).operators
    assert (operators.kafka_source.max_parallelism, operators.kafka_source.slot_sharing_group) == (12, "reading")
    assert (operators.enrichment.max_parallelism, operators.enrichment.slot_sharing_group) == (None, None)


@pytest.mark.parametrize(
    ("section", "values", "sentence"),
    [
        ("window", {"shards": 3}, "job.yaml: window.shards (3) must be at least the parallelism of operators.window"),
        ("window", {"shards": 129}, "window.shards (129) must be at least the parallelism"),
        ("database", {"version": []}, "job.yaml: database.version is empty: with window.allowed_lateness_ms a window"),
        ("database", {"offset_column": "o"}, "job.yaml: database.offset_column must not be set: a window has many"),
    ],
)
def test_a_window_that_contradicts_the_rest_is_told_with_both_settings(section, values, sentence):
    """Each of them is right alone."""
    document = changed("window", WINDOWED, allowed_lateness_ms=5)
    document["operators"]["window"]["parallelism"] = 4
    parse_settings(document, "job.yaml", WindowedSettings)
    with pytest.raises(SettingsError) as refused:
        parse_settings(changed(section, document, **values), "job.yaml", WindowedSettings)
    assert sentence in str(refused.value)


def test_a_missing_file_says_how_to_make_it(tmp_path):
    """The rendered file is easily forgotten."""
    with pytest.raises(SettingsError, match="make it with `advisor render"):
        read_settings(tmp_path / "job.yaml", Settings)


def test_a_password_that_is_nowhere_is_told_with_the_setting(monkeypatch):
    """Variable or file, whichever the settings name."""
    monkeypatch.delenv("PGPASSWORD", raising=False)
    database = parse_settings(GOOD, "job.yaml", Settings).database
    with pytest.raises(SettingsError, match=r"database\.password_env: the environment variable PGPASSWORD is not set"):
        read_password(database)


COLUMNS = (
    Column("order_id", "text", nullable=False),
    Column("event_timestamp", "int8", nullable=False),
    Column("source_offset", "int8", nullable=False),
)
KEYS = [("order_id",)]


def test_a_table_that_fits_is_taken():
    """Columns, key and version as the settings name them."""
    target = check_target(parse_settings(GOOD, "job.yaml", Settings).database, COLUMNS, KEYS)
    assert target.key == ("order_id",)


@pytest.mark.parametrize(
    ("columns", "keys", "sentence"),
    [
        ((), KEYS, "database.table: there is no table 'enriched_orders' in database 'orders'"),
        (COLUMNS[1:], KEYS, "database.key: table 'enriched_orders' in database 'orders' has no column 'order_id'"),
        (COLUMNS, [], "has no primary key or unique index on (order_id), which an upsert needs"),
        (
            (COLUMNS[0], Column("event_timestamp", "text", nullable=False), COLUMNS[2]),
            KEYS,
            "column 'event_timestamp' of table 'enriched_orders' in database 'orders' must be an integer type and NOT",
        ),
        (
            (COLUMNS[0], COLUMNS[1], Column("source_offset", "int8", nullable=True)),
            KEYS,
            "column 'source_offset' of table",
        ),
    ],
)
def test_a_table_that_does_not_fit_names_the_setting_to_change(columns, keys, sentence):
    """Told before the job is submitted, not by its first failure."""
    with pytest.raises(TargetError) as refused:
        check_target(parse_settings(GOOD, "job.yaml", Settings).database, columns, keys)
    assert sentence in str(refused.value)
