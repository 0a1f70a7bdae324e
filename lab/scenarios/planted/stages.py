"""The Python operators of a planted graph."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

from pyflink.datastream.functions import AsyncFunction, KeyedProcessFunction, MapFunction, RuntimeContext

from lab.scenarios.planted.costs import compute, wait

# A record that holds this cannot be parsed: the operator that meets it fails, and so does the job.
POISON = "poison"


class Work(MapFunction):
    """Hands every record on, at a cost."""

    def __init__(self, compute_ms: float, wait_ms: float) -> None:
        self._compute_ms, self._wait_ms = compute_ms, wait_ms

    def map(self, value: str) -> str:
        _spend(self._compute_ms, self._wait_ms)
        return value


class Parse(MapFunction):
    """Fails at a record that is no JSON."""

    def map(self, value: str) -> str:
        return str(json.loads(value)["order_id"])


class KeyedWork(KeyedProcessFunction):
    """The same behind keyBy; keeps a counter a key, so that its keys have state."""

    def __init__(self, compute_ms: float, wait_ms: float) -> None:
        self._compute_ms, self._wait_ms = compute_ms, wait_ms

    def process_element(self, value: str, ctx: KeyedProcessFunction.Context) -> Iterator[str]:  # noqa: ARG002
        _spend(self._compute_ms, self._wait_ms)
        yield value


class Lookup(AsyncFunction):
    """An asynchronous request a record, that takes so long."""

    def __init__(self, wait_ms: float) -> None:
        self._seconds = wait_ms / 1000

    def open(self, runtime_context: RuntimeContext) -> None:
        pass

    async def async_invoke(self, value: str) -> list[str]:
        await asyncio.sleep(self._seconds)
        return [value]

    def timeout(self, value: str) -> list[Any]:
        raise TimeoutError(f"the lookup of {value!r} took too long")


def customer(value: str) -> str:
    """The key of an order."""
    return str(json.loads(value)["customer_id"])


def _spend(compute_ms: float, wait_ms: float) -> None:
    if compute_ms:
        compute(compute_ms)
    if wait_ms:
        wait(wait_ms)
