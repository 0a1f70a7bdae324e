"""Jars: locked, whole, and the ones they claim to be. `jgo` is replaced: what it downloads is said by the test."""

import hashlib

import pytest

from lab import artifacts
from lab.artifacts import fetch, locked_jars, named_jars, verify
from lab.errors import LabError, TamperedJar

CONTENT = {"good-1.0": b"a jar", "other-2.0": b"another jar"}


@pytest.fixture
def group(tmp_path, monkeypatch):
    """A group `demo` of two locked jars and an empty cache."""
    locks = tmp_path / "locks" / "demo"
    locks.mkdir(parents=True)
    (locks / "jgo.toml").write_text('[dependencies]\ncoordinates = ["org.x:good:1.0"]\n')
    (locks / "jgo.lock.toml").write_text(
        "\n".join(
            f'[[dependencies]]\ngroupId = "org.x"\nartifactId = "{name.split("-")[0]}"\n'
            f'version = "{name.split("-")[1]}"\nsha256 = "{hashlib.sha256(content).hexdigest()}"'
            for name, content in CONTENT.items()
        )
    )
    monkeypatch.setattr(artifacts, "LOCKS", tmp_path / "locks")
    monkeypatch.setenv("NARROWS_CACHE", str(tmp_path / "cache"))
    return "demo"


@pytest.fixture
def downloads(monkeypatch):
    """What the resolver finds, by file name; an exception in the place of bytes breaks off within that jar."""
    served, log = dict(CONTENT), []

    def resolve(_group, _folder, jars):
        for jar in jars:
            if not jar.path.exists():
                log.append(jar.coordinates)
                jar.path.parent.mkdir(parents=True, exist_ok=True)
                content = served[jar.path.stem]
                if isinstance(content, BaseException):
                    jar.path.write_bytes(b"half")
                    raise content
                jar.path.write_bytes(content)

    monkeypatch.setattr(artifacts, "_resolve", resolve)
    served["log"] = log
    return served


def test_jars_in_the_cache_are_not_downloaded_again(group, downloads):
    """A warm start needs no network."""
    first = fetch(group, locked_jars(group))
    downloads["log"].clear()
    assert fetch(group, locked_jars(group)) == first
    assert downloads["log"] == []


def test_only_named_jars_go_into_flinks_lib(group):
    """What they bring along may hold the same classes twice."""
    assert [jar.coordinates for jar in named_jars(group)] == ["org.x:good:1.0"]


def test_a_jar_with_another_sum_is_refused_by_name(group, downloads):
    """Whoever changed it, registry or disk."""
    downloads["other-2.0"] = b"another jar, and something more"
    with pytest.raises(TamperedJar, match=r"other-2\.0\.jar is not org\.x:other:2\.0 as locked .* delete it"):
        fetch(group, locked_jars(group))


def test_a_jar_that_changes_in_the_cache_is_refused_at_the_next_start(group, downloads):
    """Sums are checked at each use, not only after a download."""
    fetch(group, locked_jars(group))[0].write_bytes(b"changed")
    with pytest.raises(TamperedJar, match=r"org\.x:good:1\.0"):
        verify(locked_jars(group))


def test_an_interrupted_download_goes_on_where_it_stopped(group, downloads):
    """Whole jars stay; the half one is no tampered one and is fetched again."""
    downloads["other-2.0"] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        fetch(group, locked_jars(group))
    downloads["other-2.0"] = CONTENT["other-2.0"]
    downloads["log"].clear()
    assert [path.read_bytes() for path in fetch(group, locked_jars(group))] == list(CONTENT.values())
    assert downloads["log"] == ["org.x:other:2.0"]


def test_after_an_interrupt_half_a_pom_goes_too(group, downloads):
    """It has no sum in the lock, and the resolver would stumble over it for ever."""
    downloads["other-2.0"] = LabError("no network")
    with pytest.raises(LabError):
        fetch(group, locked_jars(group))
    pom = locked_jars(group)[0].path.with_suffix(".pom")
    pom.write_text("<proj")
    downloads["other-2.0"] = CONTENT["other-2.0"]
    fetch(group, locked_jars(group))
    assert not pom.exists()


def test_every_committed_jar_has_a_full_sum():
    """The lock of the real groups: nothing goes into a class path unchecked."""
    sums = [jar.sha256 for group in ("flink", "kafka") for jar in locked_jars(group)]
    assert all(len(each) == 64 for each in sums)


@pytest.mark.parametrize("group", ["flink", "kafka"])
def test_every_coordinate_asked_for_is_locked(group):
    """A jgo.toml that was edited without `make lock` is found here."""
    asked = artifacts._read_toml(artifacts.LOCKS / group / "jgo.toml")["dependencies"]["coordinates"]
    assert sorted(jar.coordinates for jar in named_jars(group)) == sorted(asked)
