"""What jstat tells, as it was recorded: JDK 17 with G1, JDK 21 with ZGC, JDK 8."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from advisor.collect.jstat import collect_heap, parse_gcutil
from advisor.model.host import JvmHeapSample
from advisor.model.unknown import Unknown, is_known

JDK_17 = """\
  S0     S1     E      O      M     CCS    YGC     YGCT     FGC    FGCT     CGC    CGCT       GCT   
  0.00  92.86  22.33  12.00  99.13  97.10      8     0.201     1     0.300     6     0.015     0.516
"""  # noqa: W291


@pytest.mark.parametrize("text", ["", "42 not found\n", JDK_17.splitlines()[0], JDK_17 + "1 2 3\n"])
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
    """0.201 s of young ones and 0.3 s of full ones."""
    found = parse_gcutil(JDK_17)
    assert isinstance(found, JvmHeapSample)
    assert (found.old_ratio, found.young_collections, found.full_collections) == (0.12, 8, 1)
    assert found.pause_seconds == pytest.approx(0.501)


def test_a_collector_without_generations_leaves_them_unknown() -> None:
    """ZGC writes dashes."""
    found = parse_gcutil(
        "  S0     S1     E      O      M     CCS    YGC     YGCT     FGC    FGCT     CGC    CGCT       GCT\n"
        "     -      -      -  31.25  98.80  95.10      -         -     -         -     4     0.021     0.021\n"
    )
    assert isinstance(found, JvmHeapSample)
    assert found.old_ratio == 0.3125
    assert not is_known(found.pause_seconds)


def test_a_decimal_comma_and_the_columns_of_jdk_8_are_read() -> None:
    """No concurrent collections there."""
    found = parse_gcutil(
        "S0 S1 E O M CCS YGC YGCT FGC FGCT GCT\n0,00 9,00 2,00 50,50 9,00 9,00 3 0,100 0 0,000 0,100\n"
    )
    assert isinstance(found, JvmHeapSample)
    assert (found.old_ratio, found.pause_seconds) == (0.505, pytest.approx(0.1))
