"""Every number that a rule's judgement hangs on: unit, value and where it comes from, in one place."""

from __future__ import annotations

from advisor.model.thresholds import Threshold

SIMILAR = Threshold("similar_ratio", 0.85, "difflib ratio", "one slip of the pen in a key of 20 letters leaves 0.95")
TINY_BATCH = Threshold("tiny_batch_bytes", 4096, "bytes", "a quarter of the Java producer's default of 16,384")
IN_FLIGHT = Threshold(
    "idempotent_in_flight_count", 5, "requests", "brokers keep the sequence of the last five batches of a producer"
)
POLL_INTERVAL = Threshold("poll_interval_ms", 300_000, "ms", "both clients' default of max.poll.interval.ms")
POLL_RECORDS = Threshold("poll_records_count", 500, "records", "the Java client's default of max.poll.records")
LEAST_SESSION = Threshold(
    "least_session_timeout_ms", 6_000, "ms", "the broker's default of group.min.session.timeout.ms: it refuses less"
)
UNEVEN = Threshold(
    "uneven_key_groups_ratio", 1.25, "fullest subtask / mean", "a quarter more is what a skewed key makes, too"
)
ROWS_OF_A_SUBTASK = Threshold(
    "rows_of_a_subtask_per_second",
    100_000,
    "rows per second",
    "Flink SQL without Python wrote 86,000 with all of two cores (README)",
)
