"""The Flink side of the windows: parts in, batches of rows out, late records to a side output.

The totals are in keyed state, so they come along in checkpoints and savepoints at any parallelism. They are held
in memory, too: keyed state is read once for each shard, after a start, and only written from then on.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from typing import Any

from pyflink.common import Row as FlinkRow
from pyflink.common import Types
from pyflink.datastream import OutputTag
from pyflink.datastream.functions import KeyedProcessFunction, RuntimeContext
from pyflink.datastream.state import MapStateDescriptor, ValueStateDescriptor

from jobs.operators.batching import make_batches, pack
from jobs.operators.dead_letters import encode_dead_letter
from jobs.operators.enrichment import load_function
from jobs.operators.open_windows import Entry, OpenWindows, finish
from jobs.operators.rows import RowMaker
from jobs.operators.windows import unpack_part
from jobs.settings import WindowedSettings
from jobs.target import Target

DEAD_LETTERS = OutputTag("dead_letters", Types.STRING())
_NEVER = -(1 << 63)


class WindowOperator(KeyedProcessFunction):
    """Metrics, on this operator's scope: counters late_records, windows_written (of one key each), corrections
    (written again within the allowed lateness), dead_letters; gauge open_totals.
    """

    def __init__(self, settings: WindowedSettings, target: Target) -> None:
        self._settings = settings
        self._target = target

    def open(self, runtime_context: RuntimeContext) -> None:
        window = self._settings.window
        self._combine = load_function(window.combine, "window.combine")
        self._result = load_function(window.result, "window.result")
        self._to_row = RowMaker(self._target)
        totals = MapStateDescriptor("totals", Types.STRING(), Types.PRIMITIVE_ARRAY(Types.BYTE()))
        self._totals = runtime_context.get_map_state(totals)
        self._closed_until = runtime_context.get_state(ValueStateDescriptor("closed_until_ms", Types.LONG()))
        self._shards: dict[int, OpenWindows] = {}
        metrics = runtime_context.get_metrics_group()
        self._late_records = metrics.counter("late_records")
        self._windows_written = metrics.counter("windows_written")
        self._corrections = metrics.counter("corrections")
        self._dead_letters = metrics.counter("dead_letters")
        metrics.gauge("open_totals", lambda: sum(map(len, self._shards.values())))

    def process_element(self, value: Any, ctx: KeyedProcessFunction.Context) -> Iterator[Any]:
        part = unpack_part(value[0])
        windows = self._shard(ctx.get_current_key())
        watermark_ms = ctx.timer_service().current_watermark()
        added = windows.add(part, watermark_ms)
        for entry in added.changed.values():
            self._totals.put(_state_key(entry), pickle.dumps(tuple(entry), protocol=pickle.HIGHEST_PROTOCOL))
        for start_ms in {entry.start_ms for entry in added.changed.values()}:
            # Flink keeps one timer for each moment. After a restart the watermark begins anew: a window that was
            # written before is written again then.
            for moment in {windows.write_at_ms(start_ms), windows.close_at_ms(start_ms)}:
                if moment > watermark_ms:
                    ctx.timer_service().register_event_time_timer(moment)
        letters = [*part.dead_letters, *added.dead_letters]
        self._dead_letters.inc(len(letters))
        self._late_records.inc(sum(letter.reason == "late" for letter in added.dead_letters))
        for letter in letters:
            yield DEAD_LETTERS, encode_dead_letter(self._settings.kafka.topic, letter)
        self._corrections.inc(len(added.corrected))
        yield from self._batches(windows, added.corrected.values())

    def on_timer(self, timestamp: int, ctx: KeyedProcessFunction.OnTimerContext) -> Iterator[Any]:
        windows = self._shard(ctx.get_current_key())
        ending = windows.ending_at(timestamp)
        self._windows_written.inc(len(ending))
        yield from self._batches(windows, ending)
        closed = windows.close_at(timestamp)
        for entry in closed:
            self._totals.remove(_state_key(entry))
        if closed:
            self._closed_until.update(windows.closed_until_ms)

    def _shard(self, shard_key: int) -> OpenWindows:
        """Flink has set the shard as the current key: the states are the shard's."""
        known = self._shards.get(shard_key)
        if known is None:
            entries = [Entry(*pickle.loads(packed)) for packed in self._totals.values()]
            closed_until_ms = self._closed_until.value()
            known = self._shards[shard_key] = OpenWindows(
                self._settings.window, self._combine, entries, _NEVER if closed_until_ms is None else closed_until_ms
            )
        return known

    def _batches(self, windows: OpenWindows, entries: Iterable[Entry]) -> Iterator[FlinkRow]:
        key_fields = self._settings.window.key
        finished = (finish(each, windows.span(each.start_ms), key_fields, self._result) for each in entries)
        for batch in make_batches(map(self._to_row, finished), self._settings.operators.jdbc_sink.batch_size):
            yield FlinkRow(pack(batch))


def _state_key(entry: Entry) -> str:
    return f"{entry.start_ms}:{entry.name}"
