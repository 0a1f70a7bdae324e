"""What a new project consists of, and the names that it refuses."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.new.layout import REQUIREMENTS, lay_out, package_name
from advisor.new.shipped import shipped, template_names, write_project

ROOT = Path(__file__).parents[2]
SOURCES = shipped()
TEMPLATES = ["kafka_to_jdbc", "kafka_to_jdbc_lookup", "kafka_to_jdbc_windowed"]


def test_there_is_a_project_for_every_job_template():
    """Templates are found by looking: a script of jobs/ that lacks one is told here."""
    scripts = {path.stem for path in (ROOT / "jobs").glob("*.py") if "__main__" in path.read_text()}
    assert template_names() == sorted(scripts) == TEMPLATES


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_project_holds_its_own_template_and_no_other_and_no_example(template):
    """The user's own code has a package of its own in the one folder that Flink gets."""
    texts = lay_out("my-orders", template, SOURCES, "1.2.3")
    scripts = {path for path in texts if re.fullmatch(r"jobs/kafka_to_jdbc\w*\.py", path)}
    assert scripts == {f"jobs/{template}.py"}
    assert f"jobs/pipelines/{template}.py" in texts
    assert not [path for path in texts if "examples" in path]
    assert not [path for path, text in texts.items() if "jobs.examples" in text]
    assert "jobs/my_orders/orders.py" in texts
    assert {"README.md", "Makefile", ".gitignore", "pyproject.toml", "requirements.txt"} <= texts.keys()
    assert {"profiles/base.yaml", "profiles/my-orders.yaml", "profiles/local.yaml"} <= texts.keys()
    assert len([path for path in texts if re.fullmatch(r"tests/test_\w+\.py", path)]) == 1


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_project_is_laid_out_the_same_every_time(template):
    """A difference between two versions of narrows shows in a diff."""
    assert lay_out("mine", template, SOURCES, "1") == lay_out("mine", template, SOURCES, "1")


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_readme_names_files_that_are_there(template):
    """Each of them in its first column."""
    texts = lay_out("mine", template, SOURCES, "1")
    named = re.findall(r"^\| `([^`]+)`", texts["README.md"], re.MULTILINE)
    assert len(named) >= 5
    assert [name for name in named if not any(path.startswith(name) for path in texts)] == []


def test_the_requirements_are_those_of_the_job_templates():
    """As pyproject.toml pins them."""
    extra = re.search(r"^jobs = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE | re.DOTALL)
    assert tuple(re.findall(r'^  "([^"]+)"', extra.group(1), re.MULTILINE)) == REQUIREMENTS


@pytest.mark.parametrize("name", ["orders", "my-orders", "o2", "order_totals"])
def test_a_name_that_can_be_a_package_is_taken(name):
    """A dash becomes an underscore there."""
    assert package_name(name, SOURCES) == name.replace("-", "_")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "NAME: '' must be small letters, digits, - and _, with a letter first"),
        ("Orders", "NAME: 'Orders' must be small letters"),
        ("2nd", "NAME: '2nd' must be small letters"),
        ("../up", "NAME: '../up' must be small letters"),
        ("a" * 64, "63 characters at most"),
        ("class", "NAME: 'class' is taken, by Python or by jobs/class of the templates; choose another"),
        ("operators", "NAME: 'operators' is taken"),
        ("kafka-to-jdbc", "NAME: 'kafka-to-jdbc' is taken"),
        ("examples", "NAME: 'examples' is taken"),
    ],
)
def test_a_name_that_cannot_be_a_package_is_refused_with_what_is_allowed(name, sentence):
    """It would be found out only when Flink imports it."""
    with pytest.raises(BadInput) as refused:
        lay_out(name, "kafka_to_jdbc", SOURCES, "1")
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("base", "kafka_to_jdbc"),
        ("local", "kafka_to_jdbc"),
        ("local", "kafka_to_jdbc_lookup"),
        ("windowed", "kafka_to_jdbc_windowed"),
        ("lookup", "kafka_to_jdbc_lookup"),
    ],
)
def test_a_name_of_a_profile_that_the_project_starts_from_is_refused(name, template):
    """One of the two would be lost."""
    with pytest.raises(BadInput) as refused:
        lay_out(name, template, SOURCES, "1")
    assert str(refused.value) == (
        f"NAME: {name!r} is taken, by profiles/{name}.yaml that the project starts from; choose another"
    )
    assert f"profiles/{name}.yaml" in lay_out("orders", template, SOURCES, "1")
    assert "profiles/windowed.yaml" in lay_out("windowed", "kafka_to_jdbc", SOURCES, "1")


@given(st.text(max_size=70))
def test_any_name_is_a_package_or_refused(name):
    """Nothing else happens, and nothing that could leave the folder."""
    try:
        assert package_name(name, SOURCES).isidentifier()
    except BadInput as refused:
        assert str(refused).startswith("NAME: ")  # noqa: PT017


def test_an_empty_folder_may_be_there(tmp_path):
    """Made beforehand, say to be a repository's."""
    (tmp_path / "mine").mkdir()
    write_project(tmp_path / "mine", {"a/b.txt": "text"})
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert (tmp_path / "mine" / "a" / "b.txt").read_text() == "text"


def test_nothing_is_overwritten(tmp_path):
    """Neither a file nor a folder with anything in it."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_text("mine")
    for name in ("file", "folder"):
        with pytest.raises(BadInput, match="is there already and not empty; nothing is overwritten"):
            write_project(tmp_path / name, {"file": "theirs"})
    assert (tmp_path / "folder" / "file").read_text() == (tmp_path / "file").read_text() == "mine"


def test_a_project_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    """All files or none."""
    with pytest.raises(BadInput, match="cannot be written"):
        write_project(tmp_path / "mine", {"a": "text", "a/b": "a file is no folder"})
    assert list(tmp_path.iterdir()) == []
