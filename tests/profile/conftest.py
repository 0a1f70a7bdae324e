"""Profiles in a folder of their own, the shipped ones beside them."""

import shutil

import pytest

from advisor.profile.render import flink_conf


@pytest.fixture
def profiles(tmp_path):
    """Write `text` as an overlay beside copies of the shipped profiles; returns its path."""
    for shipped in (flink_conf() / "profiles").glob("*.yaml"):
        shutil.copy(shipped, tmp_path)

    def write(text, name="mine.yaml"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write
