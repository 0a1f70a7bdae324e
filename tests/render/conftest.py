"""Profiles as text, and files rendered from them."""

import pytest
import yaml

from advisor.profile.profile import load_profile
from advisor.profile.render import find_targets, flink_conf, render_profile

# What the base profile's default, localhost, would mean in a container is the container itself.
REACHABLE = {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", "PGHOST": "db"}
IN_CONTAINERS = ("compose", "kubernetes")
BASE = flink_conf() / "profiles" / "base.yaml"


@pytest.fixture
def profile(tmp_path):
    """A checked overlay of the shipped base profile; sections by keyword."""

    def make(environ=None, **sections):
        path = tmp_path / "mine.yaml"
        path.write_text(yaml.safe_dump({"extends": str(BASE), **sections}))
        return load_profile(path, environ or {})

    return make


@pytest.fixture
def rendered(profile):
    """The text of one file, from an overlay whose sections are given by keyword; containers get addresses to reach."""

    def render(file, environ=None, **sections):
        target = file.partition("/")[0]
        environ = {**(REACHABLE if target in IN_CONTAINERS else {}), **(environ or {})}
        assert target in find_targets()
        return render_profile(profile(environ, **sections), "mine.yaml", targets=[target])[file]

    return render
