"""What jstat tells, as it was recorded of JDK 17 (G1 below a PyFlink job, Serial, ZGC) and 21 (generational ZGC)."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from advisor.collect.jstat import collect_heap, parse_gcutil
from advisor.model.host import JvmHeapSample
from advisor.model.unknown import Unknown, is_known

NAMES = "  S0     S1     E      O      M     CCS    YGC     YGCT     FGC    FGCT     CGC    CGCT       GCT   \n"
G1 = NAMES + "  0.00  92.86  22.33  12.00  99.13  97.10      8     0.201     0     0.000     6     0.015     0.216\n"
SERIAL = (
    NAMES + "  0.00   0.00   0.00   4.68  98.08  90.02     56     0.215     2     0.013     -         -     0.227\n"
)
ZGC = NAMES + "     -      -      -   4.69  97.86  89.90      -         -     -         -   123     0.001     0.001\n"
ZGC_21 = (
    NAMES + "     -      -   0.00 100.00  95.31  75.70     60     0.001     -         -    33     0.000     0.001\n"
)


@pytest.mark.parametrize("text", ["", "42 not found\n", NAMES, G1 + "1 2 3\n"])
def test_what_is_no_gcutil_is_not_known(text: str) -> None:
    """A JVM that has just ended, a line that is missing."""
    assert isinstance(parse_gcutil(text), Unknown)


def test_a_java_without_jstat_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A JRE has none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    found = collect_heap(1, str(tmp_path / "java"))
    assert isinstance(found, Unknown)
    assert "no jstat" in found.reason


def test_a_jvm_that_refuses_is_said_with_its_words(tmp_path: Path) -> None:
    """Another user's."""
    jstat = tmp_path / "jstat"
    jstat.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('Could not attach to 1')\n")
    jstat.chmod(stat.S_IRWXU)
    found = collect_heap(1, str(tmp_path / "java"))
    assert found == Unknown("jstat cannot read process 1: Could not attach to 1")


def test_a_jstat_that_cannot_be_started_is_said(tmp_path: Path) -> None:
    """A binary of another machine."""
    (tmp_path / "jstat").write_bytes(os.urandom(64))
    (tmp_path / "jstat").chmod(stat.S_IRWXU)
    found = collect_heap(1, str(tmp_path / "java"))
    assert isinstance(found, Unknown)
    assert "does not answer" in found.reason


def test_pauses_are_counted_without_the_concurrent_collections() -> None:
    """0.201 s of young ones; 0.015 s more were G1's concurrent ones."""
    found = parse_gcutil(G1)
    assert isinstance(found, JvmHeapSample)
    assert (found.old_ratio, found.young_collections, found.full_collections) == (0.12, 8, 0)
    assert found.pause_seconds == pytest.approx(0.201)


def test_full_collections_are_pauses_too() -> None:
    """0.215 s and 0.013 s; Serial has no concurrent ones."""
    found = parse_gcutil(SERIAL)
    assert isinstance(found, JvmHeapSample)
    assert found.full_collections == 2
    assert found.pause_seconds == pytest.approx(0.228)


@pytest.mark.parametrize("text", [ZGC, ZGC_21])
def test_what_a_collector_does_not_have_stays_unknown(text: str) -> None:
    """ZGC writes dashes; its old generation is as large as what is in it."""
    found = parse_gcutil(text)
    assert isinstance(found, JvmHeapSample)
    assert not is_known(found.full_collections)
    assert not is_known(found.pause_seconds)


def test_a_decimal_comma_is_read_too() -> None:
    """Not every jstat minds the language that it is told."""
    found = parse_gcutil(G1.replace(".", ","))
    assert isinstance(found, JvmHeapSample)
    assert found.old_ratio == 0.12
