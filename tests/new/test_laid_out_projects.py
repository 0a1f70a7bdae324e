"""A project as it is laid out: its tests pass, its profile renders, its code is clean, its own copy is used."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from advisor.new.layout import lay_out
from advisor.new.shipped import shipped, template_names, write_project
from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf, render_profile

SOURCES = shipped()


@pytest.fixture(params=template_names())
def project(request, tmp_path):
    """(folder, template)"""
    write_project(tmp_path / "mine", lay_out("mine", request.param, SOURCES, "0.0.0"))
    return tmp_path / "mine", request.param


def run(folder, *command):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHONPATH"))}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_tests_pass_on_its_own_copy_of_the_template(project):
    """Not on that of an installed narrows."""
    folder, _ = project
    assert re.search(r"[23] passed", run(folder, sys.executable, "-m", "pytest", "-v"))
    where = run(folder, sys.executable, "-c", "import jobs; print(jobs.__file__)")
    assert Path(where.strip()).parent == folder / "jobs"


def test_its_profiles_render_into_settings_that_the_template_takes(project):
    """With the names of the project."""
    folder, template = project
    environ = {"NARROWS_PASSWORD_FILE": "/run/secrets/pg"}
    for name in ("mine.yaml", "local.yaml"):
        text = render_profile(load_profile(folder / "profiles" / name, environ), name)["job.yaml"]
        job = yaml.safe_load(text)
        assert (job["job"]["name"], job["kafka"]["topic"], job["kafka"]["group_id"]) == ("mine", "mine", "mine")
    (folder / "job.yaml").write_text(text)
    code = (
        "from pathlib import Path\n"
        f"from jobs.pipelines.{template} import SETTINGS\n"
        "from jobs.operators.enrichment import load_function\n"
        "from jobs.settings import read_settings\n"
        "settings = read_settings(Path('job.yaml'), SETTINGS)\n"
        "print(load_function(settings.enrichment.function).__module__)\n"
    )
    assert run(folder, sys.executable, "-c", code).startswith("jobs.mine.")


def test_its_code_is_clean(project):
    """By the settings that it comes with."""
    folder, _ = project
    run(folder, sys.executable, "-m", "ruff", "check", ".")
    run(folder, sys.executable, "-m", "ruff", "format", "--check", ".")


def test_make_help_lists_the_targets(project):
    """As the README names them."""
    folder, _ = project
    listed = run(folder, "make")
    for target in ("test", "prepare", "check", "submit"):
        assert f"\n{target} " in f"\n{listed}"
        assert f"make {target}" in (folder / "README.md").read_text()


def test_its_image_is_the_one_that_rendered_files_name(project):
    """The shipped image lacks the project's functions."""
    folder, _ = project
    environ = {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", "PGHOST": "db"}
    profile = load_profile(folder / "profiles" / "mine.yaml", environ)
    found = yaml.safe_load(render_profile(profile, "mine.yaml", targets=["compose"])["compose/compose.yaml"])
    image = found["services"]["submit"]["image"]
    dockerfile = (folder / "Dockerfile").read_text()
    assert f"docker build --tag {image} ." in dockerfile
    assert "\nCOPY jobs ./jobs\n" in dockerfile
    assert found["services"]["submit"]["working_dir"] == re.search(
        r"^WORKDIR (\S+)$", (flink_conf().parent / "Dockerfile").read_text(), re.MULTILINE
    ).group(1)
