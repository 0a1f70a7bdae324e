"""The job refuses settings it cannot run with, and says which, where, and what is allowed."""

import copy

import pytest
import yaml

from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf, render_profile
from jobs.connectors.postgres import check_target
from jobs.errors import SettingsError, TargetError
from jobs.settings import Settings, parse_settings, read_password, read_settings
from jobs.target import Column

GOOD = yaml.safe_load(render_profile(load_profile(flink_conf() / "profiles" / "base.yaml", {}), "p")["job.yaml"])


def changed(section, **values):
    document = copy.deepcopy(GOOD)
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
