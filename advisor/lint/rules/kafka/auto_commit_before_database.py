"""Offsets that are committed by the clock, while the records are still on their way to a database.

A crash between the commit and the write loses them: the next consumer starts behind them.
"""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.subjects import KafkaClient

NEEDS = "database"
SEVERITY = "warning"
SOURCE = "https://github.com/confluentinc/librdkafka/blob/master/INTRODUCTION.md#at-least-once-processing"
_KEY = "enable.auto.commit"


def check(kafka: KafkaClient, context: Context) -> Iterator[Fault]:
    """Silent where it is switched off, and where offsets are stored after the work (enable.auto.offset.store: false).
    Where it is not set, which means on, it is only told of a consumer in a group whose program writes to a database;
    where nothing is known of a database, what is set is told as info."""
    if kafka.role != "consumer" or kafka.share:
        return
    setting, stored = kafka.first(_KEY), kafka.first("enable.auto.offset.store")
    on = setting.truth() if setting else None
    if (stored is not None and stored.truth() is not True) or (setting is not None and on is not True):
        return
    database = kafka.database if kafka.database is not None else context.database
    by_default = setting is None and kafka.complete and not kafka.in_flink and kafka.first("group.id") is not None
    if setting is None and not (by_default and database):
        return
    instead = "false; Flink commits with each checkpoint" if kafka.in_flink else "false, and commit after the write"
    yield Fault(
        setting.place if setting else kafka.place,
        _KEY,
        ("" if setting else "is not set, which means true: ") + "commits offsets by the clock, written or not",
        instead,
        None if database else "info",
    )
