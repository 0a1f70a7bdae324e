"""A batch larger than its interval, or a checkpoint, lets it become: the size never takes effect.

A batch holds about min(batch_size, rate of a subtask x min(interval, checkpoint interval)) rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import Job
from advisor.lint.thresholds import ROWS_OF_A_SUBTASK

NEEDS = "records_per_second"
SEVERITY = "warning"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/connectors/datastream/jdbc/"
THRESHOLDS = (ROWS_OF_A_SUBTASK,)


def check(job: Job, context: Context) -> Iterator[Fault]:
    """Silent on what could fill: at `--records-per-second`, spread over the sink's subtasks; without it, at more than
    one subtask has ever written."""
    sink = job.operators[job.sink] if job.sink else None
    if sink is None or sink.batch_size is None or sink.parallelism is None:
        return
    size, subtasks, own = sink.batch_size.number(), sink.parallelism.number(), sink.batch_interval_ms
    ends = [(own.number() if own else None) or job.bundle_time_ms, job.checkpoint_interval_ms]
    milliseconds = min((each for each in ends if each), default=None)
    if not size or not subtasks or milliseconds is None:
        return
    given = context.records_per_second
    rate = ROWS_OF_A_SUBTASK.value if given is None else given / subtasks
    rows = rate * milliseconds / 1000
    if rows < size:
        yield Fault(
            sink.batch_size.place,
            sink.batch_size.key,
            f"within {milliseconds:,.0f} ms a subtask gathers {rows:,.0f} rows at most, at {rate:,.0f} a second",
            f"at most {max(1, int(rows)):,}, or a longer interval",
        )
