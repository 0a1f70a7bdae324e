"""Looking at Flink's folder: jars, configuration, classes that are there twice; whatever lies there, no exception."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from advisor.doctor.configuration import configuration_file
from advisor.doctor.looks.distribution import find_home, look_at_distribution, shared_classes
from advisor.doctor.seen import Distribution
from advisor.model.unknown import Unknown

Make = Callable[..., Path]


def jar(path: Path, *classes: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(path, "w") as written:
        for each in classes:
            written.writestr(each, "")
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A small Flink 2.3.0."""
    jar(tmp_path / "lib" / "flink-dist-2.3.0.jar", "org/apache/flink/A.class")
    jar(tmp_path / "opt" / "flink-python-2.3.0.jar")
    jar(tmp_path / "plugins" / "s3" / "flink-s3-fs-hadoop-2.3.0.jar")
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "config.yaml").write_text("rest:\n  port: 8081\n  on: true\npython.executable: /venv/python\n")
    return tmp_path


def test_jars_files_and_flat_keys_are_found(home: Path) -> None:
    """Nested keys are joined with dots, as Flink takes them; true is written as Flink does."""
    found = look_at_distribution(home, {})
    assert isinstance(found, Distribution)
    assert (found.version, [each.file for each in found.lib]) == ("2.3.0", ["flink-dist-2.3.0.jar"])
    assert [each.artifact for each in found.opt] == ["flink-python"]
    assert [each.artifact for each in found.plugins] == ["flink-s3-fs-hadoop"]
    assert found.configuration == {"rest.port": "8081", "rest.on": "true", "python.executable": "/venv/python"}
    assert found.twice == ()


def test_flink_1_s_file_is_read_as_flink_1_reads_it(home: Path) -> None:
    """Split at the first colon, without quotes; comments and lines without a value are none."""
    (home / "lib" / "flink-dist-2.3.0.jar").rename(home / "lib" / "flink-dist-1.20.1.jar")
    text = "rest.port: 8081 # here\n# no: 1\nempty:\nenv.java.opts.all: -Da=b: c\n"
    (home / "conf" / "flink-conf.yaml").write_text(text)
    found = look_at_distribution(home, {})
    assert isinstance(found, Distribution)
    assert found.configuration == {"rest.port": "8081", "env.java.opts.all": "-Da=b: c"}


@pytest.mark.parametrize("text", ["a: [", "- 1", "x: !!python/object:os.system {}", "a: &a [*a]", "\x00"])
def test_a_configuration_that_is_none_is_empty(home: Path, text: str) -> None:
    """Flink says itself what is wrong with it; the jars are looked at all the same."""
    (home / "conf" / "config.yaml").write_text(text)
    found = look_at_distribution(home, {})
    assert isinstance(found, Distribution)
    assert found.configuration == {}


def test_flink_s_own_variables_are_followed_unless_a_home_is_given(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """FLINK_LIB_DIR and the like say where the client looks."""
    lib = tmp_path_factory.mktemp("lib")
    jar(lib / "flink-dist-2.2.0.jar")
    environ = {"FLINK_HOME": str(home), "FLINK_LIB_DIR": str(lib)}
    by_variable, given = look_at_distribution(None, environ), look_at_distribution(home, environ)
    assert isinstance(by_variable, Distribution)
    assert isinstance(given, Distribution)
    assert (by_variable.version, given.version) == ("2.2.0", "2.3.0")


def test_flink_is_found_by_its_command(home: Path) -> None:
    """Through a link, too."""
    (home / "bin").mkdir()
    flink = home / "bin" / "flink"
    flink.write_text("#!/bin/sh\n")
    flink.chmod(0o755)
    (home / "elsewhere").mkdir()
    (home / "elsewhere" / "flink").symlink_to(flink)
    assert find_home(None, {"PATH": str(home / "elsewhere")}) == home


@pytest.mark.parametrize("given", [True, False])
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, given: bool) -> None:
    """By where it was named."""
    path = tmp_path / "none"
    found = look_at_distribution(path, {}) if given else look_at_distribution(None, {"FLINK_HOME": str(path)})
    assert isinstance(found, Unknown)
    assert ("--flink-home" if given else "FLINK_HOME=") in found.reason


def test_a_folder_without_flink_dist_is_no_distribution(tmp_path: Path) -> None:
    """Some other lib/."""
    found = look_at_distribution(tmp_path, {})
    assert isinstance(found, Unknown)
    assert "flink-dist" in found.reason


def test_classes_in_two_jars_are_counted_and_one_is_named(tmp_path: Path) -> None:
    """What every jar has (manifests, module-info) is not counted, nor what two of Flink's own share."""
    common = ("META-INF/versions/9/x/A.class", "module-info.class", "LICENSE")
    paths = [
        jar(tmp_path / "a-1.0.jar", "x/A.class", "x/B.class", *common),
        jar(tmp_path / "b-1.0.jar", "x/B.class", "x/A.class", "x/C.class", *common),
        jar(tmp_path / "flink-csv-2.3.0.jar", "f/A.class"),
        jar(tmp_path / "flink-json-2.3.0.jar", "f/A.class"),
        tmp_path / "broken.jar",
    ]
    paths[-1].write_text("no zip")
    assert shared_classes(paths) == (("a-1.0.jar", "b-1.0.jar", 2, "x.A"),)


@pytest.mark.parametrize(
    ("version", "files", "file"),
    [
        ("1.18.1", (), "flink-conf.yaml"),
        ("1.19.0", (), "config.yaml"),
        ("1.20.1", ("flink-conf.yaml",), "flink-conf.yaml"),
        ("2.0.0", ("flink-conf.yaml",), "config.yaml"),
        ("odd", (), "config.yaml"),
    ],
)
def test_each_flink_reads_its_own_file(version: str, files: tuple[str, ...], file: str) -> None:
    """1.19 and 1.20 by what lies there."""
    assert configuration_file(version, files) == file
