"""A producer that neither waits for a batch nor has room for one: linger 0 with a tiny batch.size or no compression.

Each record then pays for a request of its own. A few milliseconds of linger gather many.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault, Severity
from advisor.lint.subjects import KafkaClient
from advisor.lint.thresholds import TINY_BATCH

SEVERITY = "warning"
SOURCE = "https://kafka.apache.org/documentation/#producerconfigs_linger.ms"
THRESHOLDS = (TINY_BATCH,)


def check(kafka: KafkaClient, _context: Context) -> Iterator[Fault]:
    """Silent unless linger is set to 0: without it both clients of today wait 5 ms. Silent with linger 0 alone, which
    is right where each millisecond counts. No compression without a tiny batch is told as info."""
    linger = kafka.first("linger.ms", "queue.buffering.max.ms")
    if linger is None or linger.number() != 0:
        return
    batch = kafka.first("batch.size")
    size = batch.number() if batch else None
    codec = kafka.first("compression.type", "compression.codec")
    plain = codec is not None and codec.text() == "none"
    tiny = size is not None and size < TINY_BATCH.value
    if not tiny and not plain:
        return
    severity: Severity | None = None if tiny else "info"
    yield Fault(linger.place, linger.key, "each record is sent at once, in a request of its own", "5 to 20", severity)
    if batch is not None and size is not None and tiny:
        yield Fault(batch.place, batch.key, f"{size:,.0f} bytes hold a few records at most", "131072 to 1048576 bytes")
    if codec is not None and plain:
        yield Fault(codec.place, codec.key, "each request carries its records in full", "lz4 or zstd", severity)
