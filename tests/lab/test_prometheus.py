"""Prometheus' programs: from the PATH, from the cache, from Debian's package, or none."""

import pytest

from lab.prometheus import find_binary


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with nothing but what a test puts on its PATH; an empty cache."""
    monkeypatch.setenv("NARROWS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()

    def put(name, script="exit 0"):
        path = tmp_path / "bin" / name
        path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
        path.chmod(0o755)
        return path

    return put


def test_a_machine_without_apt_has_none(machine, tmp_path):
    """And is left as it was."""
    assert find_binary("promtool") is None
    assert not (tmp_path / "cache").exists()


def test_what_is_installed_is_taken(machine):
    """Nothing is fetched then."""
    installed = machine("promtool")
    assert find_binary("promtool") == installed


def test_debians_package_is_unpacked_once_and_not_installed(machine, tmp_path):
    """From the second time on it is there."""
    calls = tmp_path / "calls"
    machine("apt-get", f'echo "$@" >> {calls}; touch prometheus_2.deb')
    machine("dpkg-deb", f'echo "$@" >> {calls}; mkdir -p "$3/usr/bin"; touch "$3/usr/bin/promtool"')
    found = find_binary("promtool")
    assert found == tmp_path / "cache" / "prometheus" / "usr" / "bin" / "promtool"
    assert find_binary("promtool") == found
    assert calls.read_text().splitlines() == ["download prometheus", "--extract prometheus_2.deb unpacked"]
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["prometheus"]


def test_old_lists_of_packages_are_renewed(machine, tmp_path):
    """Where that is allowed; else there is none."""
    machine(
        "apt-get", f"[ $1 = update ] && touch {tmp_path}/renewed; [ -e {tmp_path}/renewed ] && touch prometheus_2.deb"
    )
    machine("dpkg-deb", 'mkdir -p "$3/usr/bin"; touch "$3/usr/bin/promtool"')
    assert find_binary("promtool") is not None


def test_a_package_that_cannot_be_had_is_none(machine, tmp_path):
    """No half of one is left."""
    machine("apt-get", "exit 100")
    machine("dpkg-deb")
    assert find_binary("promtool") is None
    assert list((tmp_path / "cache").iterdir()) == []
