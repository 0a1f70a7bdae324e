"""Every error that the advisor raises for a user: one small tree, each class with its exit code.

    AdvisorError
    |- BadInput          exit 2  wrong usage, a broken profile, a report that is none
    |- CannotReach       exit 3  Flink, Postgres or Kafka did not answer as they must
    |- CannotDeploy      exit 3  a job could not be stopped or started; the message says what runs now
    `- NotEnoughData     exit 4  what was read does not allow a verdict

The message is one sentence for the user: what is wrong, where, what to do next. The technical cause
travels along as ``__cause__`` (``raise CannotReach(...) from error``) and is shown with ``--debug``.
"""

from __future__ import annotations


class AdvisorError(Exception):
    """Base of all errors that end a command with a sentence instead of a traceback."""

    exit_code = 2


class BadInput(AdvisorError):
    """The user's arguments, profile or report cannot be used as they are."""

    exit_code = 2


class CannotReach(AdvisorError):
    """Something that must be read did not answer, or answered something else than it must."""

    exit_code = 3


class CannotDeploy(AdvisorError):
    """A job could not be stopped, or did not come up. `clean`: what was begun left nothing behind."""

    exit_code = 3

    def __init__(self, message: str, *, clean: bool = True) -> None:
        super().__init__(message)
        self.clean = clean


class NotEnoughData(AdvisorError):
    """Everything answered, but the answers do not carry a verdict; the message says why."""

    exit_code = 4
