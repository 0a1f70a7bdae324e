"""`advisor render` writes what Flink and the job read, or says what is wrong with the profile."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from advisor.profile.render import find_targets


def test_both_files_are_written_and_named(advisor, profile, tmp_path):
    """The folder is made; what was there is replaced."""
    out = tmp_path / "new" / "folder"
    assert advisor("render", profile(), "--out", out).out == f"{out / 'config.yaml'}\n{out / 'job.yaml'}\n"
    ended = advisor("render", profile("job: {name: other}\n"), "--out", out)
    assert ended.code == 0
    assert yaml.safe_load((out / "job.yaml").read_text())["job"]["name"] == "other"
    assert yaml.safe_load((out / "config.yaml").read_text())["taskmanager.numberOfTaskSlots"] == 4


@pytest.mark.parametrize("target", ["config.yaml", "job.yaml"])
def test_one_file_is_printed_as_it_would_be_written(advisor, profile, tmp_path, target):
    """For a pipe or a look."""
    advisor("render", profile(), "--out", tmp_path)
    assert advisor("render", profile(), "--target", target).out == (tmp_path / target).read_text()


def test_the_environment_is_put_in_and_secrets_are_not(advisor, profile):
    """The password's variable is named, its value is not read."""
    ended = advisor("render", profile(), "--target", "job.yaml", PGHOST="db1", PGPASSWORD="hunter2")
    database = yaml.safe_load(ended.out)["database"]
    assert (database["host"], database["password_env"]) == ("db1", "PGPASSWORD")
    assert "hunter2" not in ended.out


def test_templates_of_the_users_own_are_taken(advisor, profile, tmp_path):
    """What the folder lacks comes from the shipped ones."""
    (tmp_path / "config.yaml.j2").write_text("slots: {{ limits.slots }}\n")
    ended = advisor("render", profile(), "--target", "config.yaml", "--templates", tmp_path)
    assert ended.out == "slots: 4\n"


@pytest.mark.parametrize("arguments", [[], ["--all"]])
def test_it_wants_to_know_where_to(advisor, profile, arguments):
    """One target can be printed, many files cannot."""
    ended = advisor("render", profile(), *arguments)
    assert ended.code == 2
    assert "say --out DIR to write files, or --target NAME to print one" in ended.err


def test_only_the_targets_that_are_named_are_written(advisor, profile, tmp_path):
    """A target with files of its own has a folder of its own."""
    out = tmp_path / "out"
    ended = advisor("render", profile(), "--out", out, "--target", "job.yaml", "--target", "flink-run")
    assert ended.out == f"{out / 'job.yaml'}\n{out / 'flink-run' / 'flink-run.sh'}\n"
    assert sorted(path.name for path in out.rglob("*") if path.is_file()) == ["flink-run.sh", "job.yaml"]


def test_all_targets_are_written_and_what_is_left_out_is_said(advisor, profile, tmp_path):
    """A profile that says nothing of Prometheus or of a state folder has no file for them, and no silence either.

    Nor has one whose addresses no container reaches.
    """
    out = tmp_path / "out"
    ended = advisor("render", profile(), "--out", out, "--all")
    assert ended.code == 0
    assert {path.relative_to(out).parts[0] for path in out.rglob("*")} == set(find_targets()) - {
        "compose",
        "kubernetes",
        "prometheus",
    }
    left_out = [line.split(":")[0] for line in ended.err.splitlines()]
    assert left_out == ["left out compose", "left out kubernetes", "left out prometheus"]
    assert "kafka.bootstrap_servers is localhost:9092, which inside a container is the container itself" in ended.err
    assert "deployment.state_dir is not set" in ended.err


def test_a_value_that_one_format_cannot_say_leaves_out_that_target_alone(advisor, profile, tmp_path):
    """A cluster of Flink 2 never reads flink-conf.yaml."""
    ended = advisor("render", profile('flink: {some.key: "a#b"}\n'), "--out", tmp_path / "out", "--all")
    assert ended.code == 0
    assert "left out flink-conf.yaml: some.key: flink-conf.yaml cannot say 'a#b'" in ended.err
    assert (tmp_path / "out" / "config.yaml").is_file()
    assert not (tmp_path / "out" / "flink-conf.yaml").exists()


def test_an_output_that_takes_nothing_is_bad_input(profile):
    """A full disk, say: no traceback, and not the exit code of findings."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from advisor.cli import main; main()", "render", profile(), "--target", "job.yaml"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "the output cannot be written (No space left on device)\n")


def test_a_target_of_several_files_is_printed_with_their_names(advisor, profile):
    """So that they can be told apart."""
    ended = advisor("render", profile("deployment: {prometheus: {port: 9249}}\n"), "--target", "prometheus")
    names = [line for line in ended.out.splitlines() if line.startswith("# ----")]
    assert names == [f"# ---- prometheus/{name}" for name in ("prometheus.yaml", "reporter.yaml", "rules.yaml")]


def test_a_misspelt_target_is_told_with_the_nearest_one(advisor, profile):
    """One sentence."""
    ended = advisor("render", profile(), "--target", "kubernets")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "there is no target 'kubernets'; did you mean kubernetes?\n"


def test_the_help_names_every_target(advisor):
    """They are found by looking, so the help is, too."""
    assert all(target in advisor("render", "--help").out for target in find_targets())


def test_a_wrong_profile_writes_nothing(advisor, profile, tmp_path):
    """Every fault on a line of its own, on stderr."""
    path = profile("job: {name: ''}\nkafkaa: {}\n")
    ended = advisor("render", path, "--out", tmp_path / "out")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"{path}:2: job.name: is '', must be text without spaces, and not empty\n"
        f"{path}:3: kafkaa: there is no such key; did you mean kafka?\n"
    )
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_bad_input(advisor, profile, tmp_path):
    """One sentence."""
    (tmp_path / "file").touch()
    ended = advisor("render", profile(), "--out", tmp_path / "file" / "below")
    assert (ended.code, ended.err) == (2, f"--out {tmp_path}/file/below: cannot be written (Not a directory)\n")
