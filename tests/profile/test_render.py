"""Targets are found by looking, rendered the same every time, and hold no secret; a user's own templates win."""

import pytest
import yaml

from advisor.errors import BadInput
from advisor.profile.profile import load_profile
from advisor.profile.render import LacksSetting, find_targets, flink_conf, render_profile
from advisor.profile.render.escape import FILTERS
from jobs.settings import Settings, parse_settings

PROFILE = flink_conf() / "profiles" / "base.yaml"
REACHABLE = {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", "PGHOST": "db"}
EVERYTHING = """\
deployment: {state_dir: "s3://bucket/orders", prometheus: {port: 9249}}
"""


@pytest.fixture
def complete(profiles):
    """A profile with the settings that every target wants."""
    return load_profile(profiles(f"extends: base.yaml\n{EVERYTHING}"), REACHABLE)


def test_the_targets_are_those_of_the_template_folder():
    """A folder is one target with all its files; what begins with an underscore is shared and no target."""
    assert find_targets() == {
        "compose": ("compose/compose.yaml",),
        "config.yaml": ("config.yaml",),
        "flink-conf.yaml": ("flink-conf.yaml",),
        "flink-run": ("flink-run/flink-run.sh",),
        "grafana": ("grafana/dashboard.json",),
        "job.yaml": ("job.yaml",),
        "kafka-topic": ("kafka-topic/kafka-topic.sh",),
        "kubernetes": ("kubernetes/flinkdeployment.yaml",),
        "pgbouncer": ("pgbouncer/pgbouncer.ini",),
        "prometheus": ("prometheus/prometheus.yaml", "prometheus/reporter.yaml", "prometheus/rules.yaml"),
    }


def test_rendering_twice_gives_the_same_bytes(complete):
    """A diff of rendered files shows changes of the profile only."""
    once = render_profile(complete, "base.yaml", targets=find_targets())
    assert once == render_profile(complete, "base.yaml", targets=find_targets())
    assert len(once) == 12


def test_without_being_asked_only_flinks_and_the_jobs_files_are_rendered():
    """What `advisor submit` writes beside a job."""
    assert list(render_profile(load_profile(PROFILE, {}), "p")) == ["config.yaml", "job.yaml"]


def test_the_job_takes_what_is_rendered_for_it():
    """The two halves meet here: nothing is missing, nothing unknown."""
    profile = load_profile(PROFILE, {})
    settings = parse_settings(yaml.safe_load(render_profile(profile, "p")["job.yaml"]), "job.yaml", Settings)
    assert settings.operators.jdbc_sink.batch_size == profile.operators.jdbc_sink.batch_size
    assert settings.database.key == profile.database.key
    assert settings.kafka.topic == "orders"


def test_the_job_reads_only_what_is_set(profiles):
    """An optional key of an operator is there when it is set, and is not a null when it is not."""
    path = profiles("extends: base.yaml\noperators: {enrichment: {max_parallelism: 8, slot_sharing_group: cpu}}\n")
    operators = yaml.safe_load(render_profile(load_profile(path, {}), "p")["job.yaml"])["operators"]
    assert operators["enrichment"] == {
        "parallelism": 1,
        "chaining": False,
        "max_parallelism": 8,
        "slot_sharing_group": "cpu",
    }
    assert operators["dead_letters"] == {"parallelism": 1, "chaining": False}


def test_a_password_in_the_environment_stays_there(profiles):
    """Its variable is named, its value is not read."""
    path = profiles(f"extends: base.yaml\n{EVERYTHING}")
    rendered = render_profile(load_profile(path, {**REACHABLE, "PGPASSWORD": "hunter2"}), "p", targets=find_targets())
    for file in ("job.yaml", "kubernetes/flinkdeployment.yaml", "compose/compose.yaml"):
        assert "PGPASSWORD" in rendered[file]
    assert "hunter2" not in "".join(rendered.values())


def test_a_template_of_the_users_own_wins(tmp_path):
    """What the folder lacks comes from the shipped ones."""
    (tmp_path / "config.yaml.j2").write_text("mine: {{ job.name }}\n")
    rendered = render_profile(load_profile(PROFILE, {}), "p", tmp_path)
    assert rendered["config.yaml"] == "mine: orders\n"
    assert "kafka:" in rendered["job.yaml"]


def test_a_users_folder_may_add_a_target_and_a_file_to_one(tmp_path):
    """They are found like the shipped ones."""
    (tmp_path / "prometheus").mkdir()
    (tmp_path / "prometheus" / "alertmanager.yaml.j2").write_text("")
    (tmp_path / "helm-values.yaml.j2").write_text("image: {{ deployment.image }}\n")
    assert "prometheus/alertmanager.yaml" in find_targets(tmp_path)["prometheus"]
    rendered = render_profile(load_profile(PROFILE, {}), "p", tmp_path, ["helm-values.yaml"])
    assert rendered == {"helm-values.yaml": "image: narrows-flink:0.1.0\n"}


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ job.nmae }}", "no attribute 'nmae')"),
        ("{{ nope }}", "'nope' is undefined; known: advisor, "),
        ("{{ job.name + 1 }}", "can only concatenate"),
        ("{% if %}", "Expected an expression"),
        ("{% include 'not_there.j2' %}", "not_there.j2"),
        ("{{ 1 / 0 }}", "division by zero"),
    ],
)
def test_a_template_that_cannot_be_rendered_is_bad_input(tmp_path, template, said):
    """One sentence that names the template and the line, no traceback."""
    (tmp_path / "config.yaml.j2").write_text(f"# mine\n{template}")
    with pytest.raises(BadInput, match=r"^template config.yaml.j2:2: cannot be rendered \(") as refused:
        render_profile(load_profile(PROFILE, {}), "p", tmp_path)
    assert said in str(refused.value)


def test_a_fault_in_an_included_template_is_told_with_its_place(tmp_path):
    """Not with the line that includes it."""
    (tmp_path / "config.yaml.j2").write_text("{% include '_mine.j2' %}")
    (tmp_path / "_mine.j2").write_text("\n\n{{ nope }}")
    with pytest.raises(BadInput, match=r"^template _mine.j2:3: cannot be rendered \('nope' is undefined"):
        render_profile(load_profile(PROFILE, {}), "p", tmp_path)


def test_a_template_that_is_no_text_is_bad_input(tmp_path):
    """Somebody's archive, say."""
    (tmp_path / "config.yaml.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInput, match=r"^template config.yaml.j2: cannot be rendered \("):
        render_profile(load_profile(PROFILE, {}), "p", tmp_path)


def test_a_profile_that_lacks_what_a_target_needs_is_told_so():
    """An upgrade of a FlinkDeployment without a state folder would begin from nothing."""
    with pytest.raises(LacksSetting, match=r"deployment.state_dir is not set, so an upgrade would lose"):
        render_profile(load_profile(PROFILE, {}), "p", targets=["kubernetes"])


def test_the_shipped_profiles_are_found_in_a_checkout():
    """An installed advisor carries them as advisor/flink_conf."""
    assert {path.name for path in (flink_conf() / "profiles").iterdir()} >= {
        "base.yaml",
        "local.yaml",
        "production.yaml",
    }


def test_the_documentation_names_every_target_file_and_filter():
    """docs/render.md is written by hand."""
    page = (flink_conf().parent / "docs" / "render.md").read_text()
    for target, files in find_targets().items():
        assert f"| `{target}` | {', '.join(f'`{file}`' for file in files)} |" in page
    assert [name for name in FILTERS if name != "present" and f"`{name}`" not in page] == []
