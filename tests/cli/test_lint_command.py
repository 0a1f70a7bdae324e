"""`advisor lint`: findings on stdout, an exit code, and a sentence for what cannot be read."""

import io
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "tests" / "lint" / "tutorial"
CLEAN = ROOT / "tests" / "lint" / "clean"
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())


def test_clean_files_end_with_zero(advisor):
    """Several in one run."""
    ended = advisor("lint", CLEAN / "config.yaml", CLEAN / "consumer.properties")
    assert (ended.code, ended.out, ended.err) == (0, "2 files: nothing to change\n", "")


def test_findings_end_with_one(advisor):
    """Each with its place, what to write instead, and who says so."""
    ended = advisor("lint", TUTORIAL / "consumer.py")
    assert ended.code == 1
    assert ended.out.splitlines()[0].startswith(f"{TUTORIAL}/consumer.py:13: warning [setting_of_another_client]")
    assert ended.out.splitlines()[-1] == "1 file: 1 warning"


@pytest.mark.parametrize(("fail_on", "code"), [("info", 1), ("warning", 1), ("critical", 0), ("never", 0)])
def test_the_severity_that_fails_is_chosen(advisor, fail_on, code):
    """What is found is told all the same."""
    ended = advisor("lint", TUTORIAL / "broken_producer.py", "--fail-on", fail_on)
    assert (ended.code, ended.out.count("[unbatched_producer]")) == (code, 3)


def test_an_info_does_not_fail(advisor, tmp_path):
    """A former name that is still read."""
    (tmp_path / "flink-conf.yaml").write_text("state.backend: rocksdb\n")
    ended = advisor("lint", tmp_path / "flink-conf.yaml")
    assert (ended.code, "info [renamed_flink_key]" in ended.out) == (0, True)


def test_a_file_that_cannot_be_read_ends_with_two_and_hides_no_other(advisor, tmp_path):
    """One sentence a file, on stderr."""
    (tmp_path / "bad.yaml").write_text("a: [\n")
    ended = advisor("lint", tmp_path / "bad.yaml", TUTORIAL / "consumer.py", tmp_path / "gone.py")
    assert ended.code == 2
    assert "setting_of_another_client" in ended.out
    first, second = ended.err.splitlines()
    assert first.startswith(f"{tmp_path}/bad.yaml:2: is no YAML")
    assert second == f"{tmp_path}/gone.py: there is no such file"


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_programs_get_their_formats(advisor, form):
    """Parsed as they would."""
    ended = advisor("lint", TUTORIAL / "producer.py", "--format", form)
    document = json.loads(ended.out)
    found = document["findings"] if form == "json" else document["runs"][0]["results"]
    assert (ended.code, len(found)) == (1, 2)


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        (["--jdk", "17"], "dead_jvm_flag"),
        (["--flink", "2.3"], "unread_config_file"),
        (["--partitions", "2"], None),
    ],
)
def test_options_tell_what_the_file_does_not(advisor, tmp_path, options, rule):
    """And say nothing of what it has not got."""
    (tmp_path / "flink-conf.yaml").write_text("env.java.opts.taskmanager: -XX:+UseConcMarkSweepGC\n")
    ended = advisor("lint", tmp_path / "flink-conf.yaml", "--fail-on", "warning", *options)
    assert ended.code == (0 if rule is None else 1)
    assert rule is None or f"[{rule}]" in ended.out


def test_a_profile_tells_its_limits_to_other_files(advisor, profile, tmp_path):
    """Slots, and the budget for latency."""
    (tmp_path / "consumer.properties").write_text("group.id=g\nfetch.min.bytes=9\nfetch.max.wait.ms=1500\n")
    path = profile("limits: {latency_budget_ms: 1000}\n")
    assert advisor("lint", tmp_path / "consumer.properties").code == 0
    ended = advisor("lint", tmp_path / "consumer.properties", "--profile", path)
    assert (ended.code, "[fetch_wait_over_latency_budget]" in ended.out) == (1, True)


def test_the_kind_may_be_said(advisor, tmp_path):
    """Where name and content do not tell."""
    (tmp_path / "flags").write_text("OPTS = -XX:+PrintGCDateStamps\n")
    assert advisor("lint", tmp_path / "flags").code == 2
    assert advisor("lint", tmp_path / "flags", "--kind", "jvm").code == 1


def test_a_dash_is_what_is_piped_in(advisor, monkeypatch):
    """Its kind has to be said; what it includes is told of `-`."""
    text = b"session.timeout.ms=3000\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    ended = advisor("lint", "-", "--kind", "kafka")
    assert (ended.code, ended.out.startswith("-:1: warning [short_session_timeout]")) == (1, True)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    ended = advisor("lint", "-")
    assert (ended.code, ended.err.startswith("-: nothing tells which kind")) == (2, True)


@pytest.mark.parametrize(
    "arguments", [[], ["x.py", "--flink", "two"], ["x.py", "--jdk", "7"], ["x.py", "--kind", "toml"]]
)
def test_wrong_usage_ends_with_two(advisor, arguments):
    """Before anything is read."""
    assert advisor("lint", *arguments).code == 2


def test_the_hook_runs_as_other_repositories_run_it():
    """Its entry with the names of changed files, in a process of its own."""
    (hook,) = HOOKS
    entry = [str(Path(sys.executable).parent / shlex.split(hook["entry"])[0]), *shlex.split(hook["entry"])[1:]]
    done = subprocess.run([*entry, str(TUTORIAL / "config.yaml")], capture_output=True, text=True, check=False)
    assert (done.returncode, "[lost_add_opens]" in done.stdout) == (1, True)
    done = subprocess.run([*entry, str(CLEAN / "config.yaml")], capture_output=True, text=True, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("flink-conf.yaml", True),
        ("deploy/conf/config.yaml", True),
        ("k8s/flink-deployment.yaml", True),
        ("k8s/flinkdeployment-orders.yml", True),
        ("conf/consumer.properties", True),
        ("orders-producer.json", True),
        ("flink-conf/profiles/production.yaml", True),
        ("config.yaml", False),
        ("docker-compose.yaml", False),
        ("src/consumer.py", False),
        ("flink-conf/templates/config.yaml.j2", False),
    ],
)
def test_the_hook_takes_files_that_are_certainly_configuration(name, taken):
    """A config.yaml may be anybody's."""
    assert bool(re.search(HOOKS[0]["files"], name)) is taken


def test_a_comment_for_a_rule_that_needs_an_option_is_useless_only_with_it(advisor, tmp_path):
    """CI gives it, a commit hook does not."""
    file = tmp_path / "consumer.properties"
    comment = "# narrows: ignore[fetch_wait_over_latency_budget] nights only"
    file.write_text(f"fetch.min.bytes=100000\n{comment}\nfetch.max.wait.ms=900\n")
    assert advisor("lint", file).code == 0
    assert advisor("lint", file, "--latency-budget-ms", 500).code == 0
    ended = advisor("lint", file, "--latency-budget-ms", 1000)
    assert (ended.code, "[useless_suppression]" in ended.out) == (1, True)


@pytest.mark.parametrize("version", ["2.3.0-rc1", "v2_3", "2.3.0-scala_2.12-java17"])
def test_a_version_may_be_spelt_as_a_tag_spells_it(advisor, tmp_path, version):
    """2.3, in all of them."""
    (tmp_path / "flink-conf.yaml").write_text("rest.port: 1\n")
    ended = advisor("lint", tmp_path / "flink-conf.yaml", "--flink", version)
    assert "Flink 2.3 does not read this file" in ended.out


def test_files_of_others_are_passed_over_where_that_is_asked_for(advisor, tmp_path):
    """As a commit hook does: a name alone says little. A file that is broken is refused all the same."""
    (tmp_path / "consumer.yaml").write_text("kind: Deployment\nmetadata: {name: consumer}\n")
    (tmp_path / "producer.json").write_text("")
    (tmp_path / "config.yaml").write_text("rest.port: [\n")
    names = [tmp_path / "consumer.yaml", tmp_path / "producer.json"]
    assert advisor("lint", *names).code == 2
    ended = advisor("lint", "--skip-unknown", *names, CLEAN / "config.yaml")
    assert (ended.code, ended.out) == (0, "1 file: nothing to change\n")
    assert [line.split(":")[0] for line in ended.err.splitlines()] == [f"passed over {name}" for name in names]
    assert advisor("lint", "--skip-unknown", *names, tmp_path / "config.yaml").code == 2
    ended = advisor("lint", "--skip-unknown", *names, "--format", "json")
    assert (ended.code, json.loads(ended.out)["findings"]) == (0, [])


@pytest.mark.parametrize("version", ["1.18.1", "2.3.0"])
def test_every_file_that_render_writes_is_clean_or_passed_over(advisor, profile, tmp_path, version):
    """Nobody has to know which of them are for lint."""
    path = profile(
        f"deployment: {{flink_version: '{version}', state_dir: 's3://bucket/orders', "
        "prometheus: {targets: ['jobmanager:9249']}}\n"
    )
    out = tmp_path / "out"
    assert advisor("render", path, "--all", "--out", out).code == 0
    files = sorted(each for each in out.rglob("*") if each.is_file())
    assert len(files) >= 10
    ended = advisor("lint", *files)
    assert (ended.code, ended.out.splitlines()[-1].endswith(": nothing to change")) == (0, True), ended.out
    assert all(line.startswith("passed over ") for line in ended.err.splitlines())
