"""The Flink side of the lookup, in two forms: one query for all keys of a batch, or many under way, a key each.

Nothing is kept but what can be looked up again, so there is nothing to lose at a checkpoint: Flink waits for what is
under way before it lets a checkpoint barrier pass.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pyflink.common import Row as FlinkRow
from pyflink.datastream.functions import AsyncFunction, ProcessFunction, RuntimeContext

from jobs.connectors.postgres import connect
from jobs.operators.lookup import Found, Joiner, Memory, unpack_chunk
from jobs.operators.lookup_query import LookupQuery
from jobs.operators.retries import retry_policy
from jobs.settings import LookupSettings
from jobs.target import LookupTable, Target


class _Looking:
    """What both forms have: memory, joiner, connections, and metrics on the operator's scope.

    Totals since the start, as gauges, because a counter does not count in a thread of ours: cache_hits, cache_misses,
    lookups (queries), lookup_ms_total, unmatched (records whose key was not there), retries.
    """

    def __init__(self, settings: LookupSettings, table: LookupTable, target: Target) -> None:
        self._settings, self._table, self._target = settings, table, target

    def _start(self, runtime_context: RuntimeContext) -> None:
        lookup = self._settings.lookup
        self._memory = Memory(lookup.cache_size, lookup.cache_ttl_ms / 1000, time.monotonic)
        self._joiner = Joiner(lookup, self._table, self._target)
        self._queries: list[LookupQuery] = []
        subtask = runtime_context.get_index_of_this_subtask()
        self._application_name = f"narrows:{self._settings.job.name}:lookup:{subtask}"
        metrics = runtime_context.get_metrics_group()
        metrics.gauge("cache_hits", lambda: self._memory.hits)
        metrics.gauge("cache_misses", lambda: self._memory.misses)
        metrics.gauge("unmatched", lambda: self._joiner.unmatched)
        metrics.gauge("lookups", lambda: sum(each.queries for each in self._queries))
        metrics.gauge("retries", lambda: sum(each.retries for each in self._queries))
        metrics.gauge("lookup_ms_total", lambda: round(sum(each.milliseconds for each in self._queries)))

    def _query(self) -> LookupQuery:
        """A query with a connection of its own."""
        settings = self._settings
        query = LookupQuery(
            lambda: connect(settings.database, self._application_name),
            self._table,
            settings.lookup.timeout_ms,
            retry_policy(settings.operators.lookup),
        )
        self._queries.append(query)
        return query

    def _stop(self) -> None:
        for query in self._queries:
            query.close()


class BatchLookup(_Looking, ProcessFunction):
    """mode: batch. One query for all keys of a batch that are not remembered."""

    def open(self, runtime_context: RuntimeContext) -> None:
        self._start(runtime_context)
        self._ask = self._query()

    def process_element(self, value: Any, ctx: ProcessFunction.Context) -> Iterator[FlinkRow]:  # noqa: ARG002
        chunk = unpack_chunk(value[0])
        answers, unknown = self._memory.recall(self._joiner.keys(chunk))
        if unknown:
            answers |= self._memory.learn(unknown, self._ask(unknown))
        for packed in self._joiner.join(chunk, answers):
            yield FlinkRow(packed)

    def close(self) -> None:
        self._stop()


class AsyncLookup(_Looking, AsyncFunction):
    """mode: async. One query for each key, `lookup.capacity` of them under way, whichever batches they are for."""

    def open(self, runtime_context: RuntimeContext) -> None:
        self._start(runtime_context)
        self._of_thread = threading.local()
        self._threads = ThreadPoolExecutor(self._settings.lookup.capacity, "lookup", self._start_thread)
        self._under_way: dict[Any, asyncio.Future[dict[Any, Found]]] = {}

    def _start_thread(self) -> None:
        self._of_thread.ask = self._query()

    async def async_invoke(self, value: Any) -> list[FlinkRow]:
        chunk = unpack_chunk(value[0])
        answers, unknown = self._memory.recall(self._joiner.keys(chunk))
        for answer in await asyncio.gather(*map(self._answer, unknown)):
            answers |= answer
        return [FlinkRow(packed) for packed in self._joiner.join(chunk, answers)]

    async def _answer(self, key: Any) -> dict[Any, Found]:
        """What the table says of one key; two batches that want the same one share the query."""
        future = self._under_way.get(key)
        if future is None:
            future = self._under_way[key] = asyncio.ensure_future(self._fetch(key))
            future.add_done_callback(lambda _: self._under_way.pop(key))
        return await future

    async def _fetch(self, key: Any) -> dict[Any, Found]:
        found = await asyncio.get_running_loop().run_in_executor(self._threads, self._ask_in_thread, key)
        return self._memory.learn([key], found)

    def _ask_in_thread(self, key: Any) -> dict[Any, Found]:
        answer: dict[Any, Found] = self._of_thread.ask([key])
        return answer

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._stop()
