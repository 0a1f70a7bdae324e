"""Which configuration file a Flink reads."""

from __future__ import annotations

from advisor.doctor.jars import minor_of

OLD, NEW = "flink-conf.yaml", "config.yaml"


def configuration_file(version: str, files: tuple[str, ...]) -> str:
    """The file that this Flink reads: 1.18 the old one, 1.19 and 1.20 the old one where it lies there, 2.x the new."""
    minor = minor_of(version) or (2, 0)
    if minor >= (2, 0) or (minor >= (1, 19) and OLD not in files):
        return NEW
    return OLD
