"""How the database is asked again while it is away: growing pauses, and an end only if one is set."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import NamedTuple

import psycopg2
import tenacity

from jobs.settings import RetryingOperator

logger = logging.getLogger(__name__)

# The connection or the server failed, or two transactions got in each other's way: the same statement can succeed.
TRANSIENT = (psycopg2.OperationalError, psycopg2.InterfaceError)


class RetryPolicy(NamedTuple):
    """Waits `backoff_ms`, doubling up to `backoff_max_ms`; `max_retries` 0 means as long as it takes."""

    max_retries: int
    backoff_ms: int
    backoff_max_ms: int


def retry_policy(operator: RetryingOperator) -> RetryPolicy:
    return RetryPolicy(operator.max_retries, operator.retry_backoff_ms, operator.retry_backoff_max_ms)


def retrying(policy: RetryPolicy, what: str, before_retry: Callable[[], None]) -> tenacity.Retrying:
    """Calls again after a TRANSIENT error, which is raised itself in the end; `what` failed, says the log."""

    def note(state: tenacity.RetryCallState) -> None:
        before_retry()
        error = state.outcome.exception() if state.outcome else None
        logger.warning("%s failed (%s), try %d follows", what, str(error).strip(), state.attempt_number + 1)

    return tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(TRANSIENT),
        wait=tenacity.wait_exponential(
            multiplier=policy.backoff_ms / 1000, exp_base=2, max=policy.backoff_max_ms / 1000
        ),
        stop=tenacity.stop_after_attempt(policy.max_retries + 1) if policy.max_retries else tenacity.stop_never,
        before_sleep=note,
        reraise=True,
    )
