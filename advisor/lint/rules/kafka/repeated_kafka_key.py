"""A key that stands twice in a properties file: of its lines only the last one holds.

Java says nothing of it. Who reads the first line, and changes that, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import KafkaClient

SEVERITY = "warning"
SOURCE = "https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)"


def check(kafka: KafkaClient, _context: Context) -> Iterator[Fault]:
    """Silent on keys that stand once. The same value once more is told as info. In YAML and JSON, where nobody knows
    which one holds, a file with such a key is refused."""
    for setting, last in kafka.repeated:
        same = last.value is not None and last.value == setting.value
        line = f"line {last.place.line} sets it again, and that line holds"
        yield Fault(setting.place, setting.key, line, "keep one of the two", "info" if same else None)
