"""What the cluster's config.yaml holds, and what its lib/ does."""

import pytest

from lab.stack.flink import DEFAULTS, configuration, link_jars

PORTS = {"jobmanager": 20001, "rest": 20002}


def test_what_was_asked_for_goes_before_the_defaults(tmp_path):
    """Keys are Flink's own, word for word."""
    found = configuration(tmp_path, PORTS, {"taskmanager.numberOfTaskSlots": 8, "pipeline.object-reuse": True})
    assert found["taskmanager.numberOfTaskSlots"] == 8 != DEFAULTS["taskmanager.numberOfTaskSlots"]
    assert found["pipeline.object-reuse"] is True
    assert found["rest.flamegraph.enabled"] is True


@pytest.mark.parametrize("key", ["rest.port", "rest.bind-address", "io.tmp.dirs", "execution.checkpointing.dir"])
def test_ports_addresses_and_folders_stay_the_stacks_own(tmp_path, key):
    """Two stacks with the same profile must not meet."""
    assert configuration(tmp_path, PORTS, {key: "mine"})[key] != "mine"


def test_nothing_listens_beyond_loopback(tmp_path):
    """Flink's REST API runs code for whoever reaches it."""
    found = configuration(tmp_path, PORTS, {})
    hosts = {key: value for key, value in found.items() if key.endswith((".address", "bind-host", "bind-address"))}
    assert len(hosts) >= 5
    assert set(hosts.values()) == {"127.0.0.1"}


def test_python_workers_run_on_the_interpreter_of_this_environment(tmp_path):
    """The one that has PyFlink and the job's libraries."""
    import sys

    assert configuration(tmp_path, PORTS, {})["python.executable"] == sys.executable


@pytest.fixture
def jars(tmp_path):
    """lib/ and three jars outside of it."""
    (tmp_path / "lib").mkdir()
    for name in ("a-1.jar", "a-2.jar", "b-1.jar"):
        (tmp_path / name).touch()
    return tmp_path / "lib", lambda *names: [tmp_path / name for name in names]


def test_linking_twice_changes_nothing(jars):
    """A TaskManager that is restarted does not disturb the others."""
    lib, of = jars
    link_jars(lib, of("a-1.jar", "b-1.jar"))
    before = {link.name: link.lstat().st_mtime_ns for link in lib.iterdir()}
    link_jars(lib, of("a-1.jar", "b-1.jar"))
    assert {link.name: link.lstat().st_mtime_ns for link in lib.iterdir()} == before


def test_the_version_before_an_upgrade_does_not_stay_beside_the_new_one(jars):
    """Two versions of a connector in one class path fail late and in odd places."""
    lib, of = jars
    link_jars(lib, of("a-1.jar", "b-1.jar"))
    link_jars(lib, of("a-2.jar", "b-1.jar"))
    assert sorted(link.name for link in lib.iterdir()) == ["a-2.jar", "b-1.jar"]


def test_a_link_to_an_environment_that_was_removed_is_renewed(jars, tmp_path):
    """`make clean setup` between two `make up`."""
    lib, of = jars
    (lib / "a-1.jar").symlink_to(tmp_path / "gone" / "a-1.jar")
    link_jars(lib, of("a-1.jar"))
    assert (lib / "a-1.jar").exists()
