"""A producer that neither waits for a batch nor has room for one: linger 0 with a tiny batch.size or no compression.

Each record then pays for a request of its own. A few milliseconds of linger gather many. Java's batch.size 0 and
librdkafka's batch.num.messages 1 switch batches off, whatever linger says.
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
    """Silent unless linger is set to 0, or batches are switched off: without linger both clients of today wait 5 ms.
    Silent with linger 0, a batch of some size and compression, which is right where each millisecond counts. No
    compression without a tiny batch is told as info; where it is not set, only if all settings can be seen."""
    off = _switched_off(kafka)
    if off is not None:
        yield off
    linger, batch = kafka.first("linger.ms", "queue.buffering.max.ms"), kafka.first("batch.size")
    if linger is None or linger.number() != 0:
        return
    size = batch.number() if batch else None
    codec = kafka.first("compression.type", "compression.codec")
    # Both clients compress nothing by themselves.
    plain = codec.text() == "none" if codec else kafka.complete
    small = size is not None and size < TINY_BATCH.value
    tiny = small or off is not None
    if not tiny and not plain:
        return
    severity: Severity | None = None if tiny else "info"
    uncompressed = ", and compression.type is not set" if plain and codec is None and not tiny else ""
    message = f"each record is sent at once, in a request of its own{uncompressed}"
    instead = "5 to 20" + (", or compression.type: lz4" if uncompressed else "")
    yield Fault(linger.place, linger.key, message, instead, severity)
    if batch is not None and size is not None and small and off is None:
        yield Fault(batch.place, batch.key, f"{size:,.0f} bytes hold a few records at most", "131072 to 1048576 bytes")
    if codec is not None and plain:
        yield Fault(codec.place, codec.key, "each request carries its records in full", "lz4 or zstd", severity)


def _switched_off(kafka: KafkaClient) -> Fault | None:
    """At the setting that makes each record a batch of its own."""
    size, count = kafka.first("batch.size"), kafka.first("batch.num.messages")
    if size is not None and size.number() == 0 and kafka.client != "librdkafka":
        return Fault(size.place, size.key, "0 switches batches off", "131072 to 1048576 bytes")
    if size is not None and size.number() == 0:
        return Fault(
            size.place, size.key, "librdkafka refuses to start with less than 1 byte", "131072 to 1048576 bytes"
        )
    if count is not None and count.number() == 1 and kafka.client != "java":
        return Fault(count.place, count.key, "1 switches batches off", "leave it out; 10000 is the default")
    return None
