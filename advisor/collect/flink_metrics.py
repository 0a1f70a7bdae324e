"""Which of a vertex's hundreds of metrics are asked for: as many as fit into one request, the telling ones first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from advisor.model.observation import NOTHING_READ
from advisor.model.unknown import Measure, Unknown

# Flink's server refuses a request line over 4,096 bytes; the path takes some of it.
LONGEST_QUERY = 3_600

# Of the whole vertex. The two checkpoint gauges are of the newest checkpoint.
_OF_THE_VERTEX = ("checkpointStartDelayNanos", "checkpointAlignmentTime")
# Per operator, as `<operator>.<name>`, in the order of their worth: the source's lag, what a batching sink counts
# itself, the sink's latency, then the records of each operator inside a chain.
_OF_AN_OPERATOR = (
    "pendingRecords",
    "rows_written",
    "flushes",
    "flush_ms_total",
    "latency_p95_ms",
    "numRecordsIn",
    "numRecordsOut",
)
_TOO_MANY = Unknown("there are too many partitions to ask Flink for all of them in one request")
_PARTITION = re.compile(r"\.KafkaSourceReader\.topic\.(?P<topic>.+)\.partition\.(?P<number>\d+)\.currentOffset$")


def choose_metrics(listed: Iterable[str]) -> list[str]:
    """The names to ask for in one request. Partitions come last, and only all of them or none."""
    # A comma would end the name in the request, and one wrong name empties the answer.
    names = sorted({name for name in listed if "," not in name and name.isprintable()})
    ranked = [name for name in _OF_THE_VERTEX if name in names]
    for wanted in _OF_AN_OPERATOR:
        ranked += [name for name in names if name.endswith(f".{wanted}") and not name.startswith("Shuffle.")]
    partitions = [name for name in names if _PARTITION.search(name)]
    chosen: list[str] = []
    left = LONGEST_QUERY
    for name in ranked:
        if (left := left - _length(name)) < 0:
            return chosen
        chosen.append(name)
    return chosen + partitions if sum(map(_length, partitions)) <= left else chosen


def partition_offsets(listed: Iterable[str], asked: Iterable[str], answered: Mapping[str, float]) -> dict[str, Measure]:
    """How far each partition was read, by "topic-partition"; Unknown where nothing was read yet (Kafka's -1).

    All that are listed are there, so that their number is known, too, when they are too many to be asked for.
    """
    known = set(asked)
    found = {}
    for name in listed:
        if match := _PARTITION.search(name):
            missing = NOTHING_READ if name in known else _TOO_MANY
            found[f"{match['topic']}-{match['number']}"] = answered.get(name, missing)
    return found


def _length(name: str) -> int:
    """In the encoded query, with its comma."""
    return 1 + sum(1 if char.isalnum() or char in "._-:" else 3 for char in name) + 6 * sum(ord(c) > 127 for c in name)
