"""A connection to Postgres that is opened anew whenever it broke, and its statement repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from jobs.operators.retries import RetryPolicy, retrying


class ReconnectingConnection:
    """Opened by `connect` when it is first needed. Not for two threads at once.

    `what` failed, says the log; `retries` counts how often. Errors that repeating cannot mend come through.
    """

    def __init__(self, connect: Callable[[], Any], what: str, policy: RetryPolicy) -> None:
        self._connect = connect
        self._connection: Any = None
        self._retrying = retrying(policy, what, self._note_retry)
        self.retries = 0

    def execute(self, statement: str, parameters: Sequence[Any]) -> None:
        """For a statement that returns no rows."""
        self._retrying(self._on_cursor, lambda cursor: cursor.execute(statement, parameters))

    def fetch(self, statement: str, parameters: Sequence[Any]) -> list[Any]:
        """All rows that the statement returns."""

        def fetch(cursor: Any) -> Any:
            cursor.execute(statement, parameters)
            return cursor.fetchall()

        rows: list[Any] = self._retrying(self._on_cursor, fetch)
        return rows

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _on_cursor(self, use: Callable[[Any], Any]) -> Any:
        if self._connection is None:
            self._connection = self._connect()
        with self._connection.cursor() as cursor:
            return use(cursor)

    def _note_retry(self) -> None:
        self.retries += 1
        self.close()
