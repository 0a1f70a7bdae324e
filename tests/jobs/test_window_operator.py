"""The window operator on states and timers like Flink's: what is kept, what leaves, and what a restart changes."""

import json
from datetime import datetime, timezone

import pytest
import yaml

from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf, render_profile
from jobs.operators.batching import unpack
from jobs.operators.enrichment import Enriched, RawRecord
from jobs.operators.window_operator import DEAD_LETTERS, WindowOperator
from jobs.operators.windows import gather_parts, unpack_part
from jobs.settings import WindowedSettings, parse_settings
from jobs.target import Column, Target

NEVER = -(1 << 63)
PROFILE = flink_conf() / "profiles" / "windowed.yaml"
RENDERED = yaml.safe_load(render_profile(load_profile(PROFILE, {}), "p")["job.yaml"])
TARGET = Target(
    "order_totals",
    (
        Column("customer_id", "text", nullable=False),
        Column("window_start", "timestamptz", nullable=False),
        Column("window_end", "timestamptz", nullable=False),
        Column("orders", "int8", nullable=False),
        Column("amount_eur", "numeric", nullable=False, precision=14, scale=2),
        Column("largest_eur", "numeric", nullable=False, precision=12, scale=2),
    ),
    ("customer_id", "window_start"),
    ("orders",),
)


class Value:
    def __init__(self):
        self.held = None

    def value(self):
        return self.held

    def update(self, value):
        self.held = value


class Totals(dict):
    def put(self, key, value):
        self[key] = value

    def remove(self, key):
        del self[key]


class Flink:
    """One shard's states and timers, as they outlive an operator; the operator's context at once."""

    def __init__(self):
        self.totals, self.closed_until, self.timers, self.watermark = Totals(), Value(), set(), NEVER
        self.counters, self.gauges = {}, {}

    def get_map_state(self, descriptor):
        return self.totals

    def get_state(self, descriptor):
        return self.closed_until

    def get_metrics_group(self):
        return self

    def counter(self, name):
        return self.counters.setdefault(name, Counter())

    def gauge(self, name, read):
        self.gauges[name] = read

    def timer_service(self):
        return self

    def current_watermark(self):
        return self.watermark

    def register_event_time_timer(self, moment):
        assert moment > self.watermark, "Flink would fire it at once"
        self.timers.add(moment)

    def get_current_key(self):
        return 5


class Counter:
    count = 0

    def inc(self, by=1):
        self.count += by


def settings(**window):
    document = {**RENDERED, "window": {**RENDERED["window"], **window}}
    return parse_settings(document, "job.yaml", WindowedSettings)


class Running:
    """An operator on these states; `started` anew it has nothing but them."""

    def __init__(self, flink, **window):
        self.flink, self.settings = flink, settings(**window)
        self.operator = WindowOperator(self.settings, TARGET)
        self.operator.open(flink)

    def add(self, *events):
        """(customer, event time in ms), each a record; returns rows and dead letters that left."""
        outcomes = [
            Enriched(
                {"customer_id": key, "orders": 1, "cents": 100, "largest_cents": 100}, at, RawRecord(b"r", 0, n, 0)
            )
            for n, (key, at) in enumerate(events)
        ]
        combine = self.operator._combine
        (packed,) = gather_parts(outcomes, self.settings.window, combine, (5,))
        assert unpack_part(packed).partials
        return sorted_out(self.operator.process_element([packed], self.flink))

    def advance(self, watermark):
        """Flink fires what is due, in order."""
        self.flink.watermark = watermark
        rows, letters = [], []
        for moment in sorted(each for each in self.flink.timers if each <= watermark):
            self.flink.timers.discard(moment)
            more_rows, more_letters = sorted_out(self.operator.on_timer(moment, self.flink))
            rows, letters = rows + more_rows, letters + more_letters
        return rows, letters


def sorted_out(elements):
    rows, letters = [], []
    for element in elements:
        if isinstance(element, tuple) and element[0] is DEAD_LETTERS:
            letters.append(json.loads(element[1]))
        else:
            batch = unpack(element[0])
            rows += [(row["customer_id"], row["window_start"], row["orders"]) for row in json.loads(batch.document)]
            assert batch.dead_letters == []
    return rows, letters


def start(ms):
    return datetime.fromtimestamp(ms / 1000, timezone.utc).isoformat()


@pytest.fixture
def flink():
    return Flink()


def test_nothing_leaves_before_the_window_ends_and_its_keys_leave_together(flink):
    """One timer and one batch for a shard, whatever the number of keys."""
    running = Running(flink)
    assert running.add(("b", 1), ("a", 2), ("a", 3)) == ([], [])
    assert flink.timers == {59_999}
    assert running.advance(59_998) == ([], [])
    assert running.advance(59_999) == ([("a", start(0), 2), ("b", start(0), 1)], [])
    assert (len(flink.totals), flink.gauges["open_totals"](), flink.counters["windows_written"].count) == (0, 0, 2)


def test_a_restart_in_the_middle_of_a_window_loses_and_doubles_nothing(flink):
    """All that counts is in Flink's state."""
    Running(flink).add(("a", 1), ("b", 1))
    restarted = Running(flink)
    restarted.add(("a", 2))
    assert restarted.advance(59_999) == ([("a", start(0), 2), ("b", start(0), 1)], [])


def test_a_restart_before_any_record_still_writes_what_was_open(flink):
    """The timer alone brings the shard back."""
    Running(flink).add(("a", 1))
    assert Running(flink).advance(59_999) == ([("a", start(0), 1)], [])


def test_a_late_record_goes_to_the_side_output_also_after_a_restart(flink):
    """The window's row is not touched; without `closed_until_ms` it would be 1 order afterwards."""
    running = Running(flink)
    running.add(("a", 1), ("a", 2))
    running.advance(60_000)
    rows, (letter,) = running.add(("a", 3))
    assert (rows, letter["reason"], flink.counters["late_records"].count) == ([], "late", 1)
    flink.watermark = NEVER
    restarted = Running(flink)
    rows, (letter,) = restarted.add(("a", 3))
    assert (rows, letter["reason"], flink.timers, flink.totals) == ([], "late", set(), {})


def test_within_the_allowed_lateness_the_window_is_written_again_at_once(flink):
    """And it is closed when that is over."""
    running = Running(flink, allowed_lateness_ms=1000)
    running.add(("a", 1), ("b", 1))
    assert flink.timers == {59_999, 60_999}
    assert len(running.advance(60_500)[0]) == 2
    assert running.add(("a", 2)) == ([("a", start(0), 2)], [])
    assert (flink.counters["corrections"].count, len(flink.totals)) == (1, 2)
    assert running.advance(60_999) == ([], [])
    assert (len(flink.totals), flink.closed_until.value()) == (0, 60_999)


def test_a_correction_after_a_restart_is_written_although_the_watermark_began_anew(flink):
    """The window's first timer has fired before the restart: it is set again."""
    before = Running(flink, allowed_lateness_ms=1000)
    before.add(("a", 1))
    before.advance(60_500)
    flink.watermark = NEVER
    restarted = Running(flink, allowed_lateness_ms=1000)
    assert restarted.add(("a", 2)) == ([], [])
    assert restarted.advance(60_000) == ([("a", start(0), 2)], [])


def test_a_row_that_does_not_fit_the_table_is_a_dead_letter_without_partition(flink):
    """It came from many records; `raw` holds what they came to."""
    running = Running(flink)
    running.operator._result = lambda total, window: {"window_start": window.start, "orders": "many"}
    running.add(("a", 1))
    flink.watermark = 59_999
    (element,) = running.operator.on_timer(59_999, flink)
    (letter,) = unpack(element[0]).dead_letters
    assert letter[:3] == (None, None, "missing_field")
    assert json.loads(letter.raw)["total"]["orders"] == 1


def test_a_batch_holds_no_more_rows_than_the_sink_is_told_to_write_at_once(flink):
    """A window of many keys is several statements."""
    running = Running(flink)
    running.add(*((f"c{n:04}", 1) for n in range(5001)))
    flink.watermark = 59_999
    batches = [unpack(element[0]) for element in running.operator.on_timer(59_999, flink)]
    assert [batch.row_count for batch in batches] == [5000, 1]
