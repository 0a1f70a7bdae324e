"""`advisor diff` tells two profiles apart, by its output and by its exit code."""

import json
import shutil
from typing import get_args

import pytest

from advisor.profile.change_class import ChangeClass
from advisor.profile.render import flink_conf


@pytest.fixture
def one(tmp_path):
    """The base profile beside which overlays are written."""
    path = tmp_path / "one.yaml"
    shutil.copy(flink_conf() / "profiles" / "base.yaml", path)
    return path


def test_one_profile_is_the_same_as_itself(advisor, one):
    """Exit code 0."""
    ended = advisor("diff", one, one)
    assert (ended.code, ended.out, ended.err) == (0, "no difference\n", "")


def test_differences_are_told_with_what_they_take(advisor, one, profile):
    """One line a key, values and classes under each other; exit code 1."""
    other = profile("operators: {jdbc_sink: {parallelism: 4}}\njob: {name: 'b'}\nlimits: {slots: 8}\n")
    ended = advisor("diff", one, other)
    assert ended.code == 1
    assert ended.out == (
        "job.name                         orders -> b  restart_from_savepoint\n"
        "operators.jdbc_sink.parallelism  1 -> 4       rescale\n"
        "limits.slots                     4 -> 8       live\n"
        "takes effect by: live, rescale, restart_from_savepoint\n"
    )


def test_every_word_of_what_a_change_takes_is_in_the_help(advisor):
    """Also the question mark."""
    told = advisor("diff", "--help").out
    assert [word for word in (*get_args(ChangeClass), "?") if f"  {word}  " not in told] == []


def test_a_program_reads_it_as_json(advisor, one, profile):
    """The same, with null where a key is not set."""
    other = profile("flink: {a.b: 'two words'}\n")
    ended = advisor("diff", one, other, "--format", "json")
    assert ended.code == 1
    assert json.loads(ended.out) == {
        "same": False,
        "differences": [
            {
                "path": "flink.a.b",
                "before": None,
                "after": "two words",
                "change_class": "restart_cluster",
            }
        ],
    }
    assert json.loads(advisor("diff", one, one, "--format", "json").out) == {"same": True, "differences": []}


def test_what_looks_like_a_secret_is_masked(advisor, one, profile):
    """More widely than the checks refuse: a mask too many costs nothing."""
    other = profile("kafka: {consumer: {proxy: 'db_pwd=hunter2'}}\n")
    ended = advisor("diff", one, other)
    assert ended.code == 1
    assert "kafka.consumer.proxy" in ended.out
    assert "hunter2" not in ended.out
    assert "hunter2" not in advisor("diff", one, other, "--format", "json").out


def test_a_wrong_profile_is_told_and_compared_with_nothing(advisor, one, profile):
    """Exit code 2, whichever of the two it is."""
    wrong = profile("job: {name: ''}\n")
    for pair in ((one, wrong), (wrong, one)):
        ended = advisor("diff", *pair)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == f"{wrong}:2: job.name: is '', must be text without spaces, and not empty\n"


def test_the_schema_command_prints_what_is_published(advisor):
    """For an editor on a machine without the repository."""
    assert advisor("schema").out == (flink_conf() / "profile.schema.json").read_text()
