"""Rendered files say exactly what the profile says, and never a secret."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf, render_profile
from jobs.settings import parse_settings

PROFILE = flink_conf() / "profiles" / "base.yaml"
BASE = load_profile(PROFILE, {})


def test_rendering_twice_gives_the_same_bytes():
    """A diff of rendered files shows changes of the profile only."""
    profile = load_profile(PROFILE, {})
    assert render_profile(profile, "base.yaml") == render_profile(profile, "base.yaml")


def test_the_job_takes_what_is_rendered_for_it():
    """The two halves meet here: nothing is missing, nothing unknown."""
    profile = load_profile(PROFILE, {})
    settings = parse_settings(yaml.safe_load(render_profile(profile, "p")["job.yaml"]), "job.yaml")
    assert settings.operators.jdbc_sink.batch_size == profile.operators.jdbc_sink.batch_size
    assert settings.database.key == profile.database.key
    assert settings.kafka.topic == "orders"


def test_config_yaml_holds_flinks_keys_verbatim():
    """Nothing is renamed, nothing is added in secret."""
    profile = load_profile(PROFILE, {})
    assert yaml.safe_load(render_profile(profile, "p")["config.yaml"]) == profile.flink


def test_a_password_in_the_environment_stays_there():
    """Its variable is named, its value is not read."""
    rendered = render_profile(load_profile(PROFILE, {"PGPASSWORD": "hunter2"}), "p")
    assert "PGPASSWORD" in rendered["job.yaml"]
    assert "hunter2" not in "".join(rendered.values())


def test_a_template_of_the_users_own_wins(tmp_path):
    """What the folder lacks comes from the shipped ones."""
    (tmp_path / "config.yaml.j2").write_text("mine: {{ job.name }}\n")
    rendered = render_profile(load_profile(PROFILE, {}), "p", tmp_path)
    assert rendered["config.yaml"] == "mine: orders\n"
    assert "kafka:" in rendered["job.yaml"]


def test_a_template_that_asks_for_what_there_is_not_is_bad_input(tmp_path):
    """One sentence, no traceback."""
    (tmp_path / "config.yaml.j2").write_text("{{ job.nmae }}")
    with pytest.raises(BadInput, match="nmae"):
        render_profile(load_profile(PROFILE, {}), "p", tmp_path)


@given(
    st.dictionaries(
        st.from_regex(r"\A[\w.\-:#{}'\"&*!|>%@`,\[\]]{1,255}\Z"),
        st.one_of(st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False)),
    )
)
def test_flinks_keys_and_values_read_back_as_themselves(keys):
    """However hostile the text."""
    profile = BASE.model_copy(update={"flink": keys})
    assert (yaml.safe_load(render_profile(profile, "p")["config.yaml"]) or {}) == keys


@given(st.text())
def test_a_profiles_name_cannot_leave_its_comment(name):
    """A file name may hold a line break."""
    assert yaml.safe_load(render_profile(BASE, name)["config.yaml"]) == BASE.flink


def test_the_shipped_profiles_are_found_in_a_checkout():
    """An installed advisor carries them as advisor/flink_conf."""
    assert {path.name for path in (flink_conf() / "profiles").iterdir()} >= {
        "base.yaml",
        "local.yaml",
        "production.yaml",
    }
