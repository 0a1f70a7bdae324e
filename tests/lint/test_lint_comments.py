"""Comments that silence a rule, with a reason."""

from pathlib import Path

import pytest

from advisor.lint.comments import read_marks
from advisor.lint.context import Context
from advisor.lint.lint import lint, read_file
from advisor.profile.render import flink_conf

THREADS = "taskmanager.numberOfTaskSlots: 4\npython.execution-mode: thread{}\n"


@pytest.fixture
def result(tmp_path):
    def result(text, name="config.yaml", *others):
        (tmp_path / name).write_text(text)
        return lint([read_file(tmp_path / each, None, Context(), {}) for each in (name, *others)])

    return result


def rules(found):
    return [each.rule for each in found.findings]


def test_without_a_comment_the_rule_speaks(result):
    """The fault that the others silence."""
    assert rules(result(THREADS.format(""))) == ["threads_share_interpreter"]


def test_a_comment_in_the_line_silences_the_rule(result):
    """And the reason is kept."""
    found = result(THREADS.format("  # narrows: ignore[threads_share_interpreter] numpy releases the lock"))
    assert found.findings == ()
    assert [(each.finding.rule, each.reason) for each in found.silenced] == [
        ("threads_share_interpreter", "numpy releases the lock")
    ]


def test_so_does_one_above_it(result):
    """Whatever comments and empty lines stand between."""
    mark = "# narrows: ignore[threads_share_interpreter]: numpy releases the lock\n# more\n\n"
    assert rules(result(f"taskmanager.numberOfTaskSlots: 4\n{mark}python.execution-mode: thread\n")) == []


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("# narrows: ignore[threads_share_interpreter]", ["threads_share_interpreter", "unexplained_suppression"]),
        ("# narrows: ignore[two_collectors] why", ["threads_share_interpreter", "useless_suppression"]),
        ("# narrows: ignore[] why", ["threads_share_interpreter", "useless_suppression"]),
        ("# narrows: ignore[threads_share_interpreter, unread_line] why", ["useless_suppression"]),
    ],
)
def test_one_without_a_reason_or_a_use_is_told_itself(result, comment, left):
    """Nothing can silence that."""
    assert rules(result(THREADS.format(f"  {comment}"))) == left


def test_a_comment_elsewhere_silences_nothing(result):
    """Line by line."""
    text = "# narrows: ignore[threads_share_interpreter] why\n" + THREADS.format("")
    assert rules(result(text)) == ["useless_suppression", "threads_share_interpreter"]


def test_properties_and_programs_have_the_same_comments(result):
    """Above, for properties; with their other sign, too."""
    text = "group.id=g\n! narrows: ignore[short_session_timeout] the broker allows it\nsession.timeout.ms=3000\n"
    assert rules(result(text, "consumer.properties")) == []
    text = 'Consumer({"group.id": "g",\n"session.timeout.ms": 3000})  # narrows: ignore[short_session_timeout] why\n'
    assert rules(result(text, "p.py")) == []


def test_a_string_of_a_program_is_no_comment(result):
    """It may be about these comments."""
    text = '"""Write # narrows: ignore[rule] and the reason."""\nX = "# narrows: ignore[two_collectors] why"\n'
    assert rules(result(text, "p.py")) == []


def test_an_overlay_is_silenced_where_the_value_stands(result, tmp_path):
    """Which may be its base; a mark that only another overlay needs is not told unless its file is named."""
    base = flink_conf() / "profiles" / "base.yaml"
    mark = "# narrows: ignore[no_batch_interval] a test"
    text = f"extends: {base}\noperators: {{jdbc_sink: {{batch_interval_ms: 0}}}} {mark}\n"
    (tmp_path / "team.yaml").write_text(text)
    assert rules(result("extends: team.yaml\n", "mine.yaml")) == []
    assert rules(result("extends: team.yaml\noperators: {jdbc_sink: {batch_interval_ms: 500}}\n", "other.yaml")) == []
    (tmp_path / "mine.yaml").unlink()
    assert (
        rules(
            result("extends: team.yaml\noperators: {jdbc_sink: {batch_interval_ms: 500}}\n", "other.yaml", "team.yaml")
        )
        == []
    )


def test_overlays_of_one_base_tell_its_faults_once(result, tmp_path):
    """Not once for each."""
    base = flink_conf() / "profiles" / "base.yaml"
    (tmp_path / "team.yaml").write_text(f"extends: {base}\noperators: {{jdbc_sink: {{batch_interval_ms: 0}}}}\n")
    (tmp_path / "one.yaml").write_text("extends: team.yaml\n")
    found = result("extends: team.yaml\n", "two.yaml", "one.yaml")
    assert [(each.rule, Path(each.file).name, each.line) for each in found.findings] == [
        ("no_batch_interval", "team.yaml", 2)
    ]


def test_a_mark_knows_its_line_and_the_line_it_speaks_of():
    """Counting from 1."""
    text = "a: 1\n# narrows: ignore[x, y] because\n\n# other\nb: 2\nc: 3 # narrows: ignore[z] so\n"
    assert [(each.place.line, each.line, each.rules, each.reason) for each in read_marks(text, "f")] == [
        (2, 5, ("x", "y"), "because"),
        (6, 6, ("z",), "so"),
    ]
