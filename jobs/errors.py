"""Errors of the job templates that a user can mend; each message is one sentence with place and cure.

JobError
|- SettingsError   the rendered settings cannot be used             exit 2
|- TargetError     table, key or column in Postgres does not fit    exit 2
`- NotReachable    Kafka or Postgres does not answer or refuses     exit 3
"""

from __future__ import annotations


class JobError(Exception):
    exit_code = 2


class SettingsError(JobError):
    pass


class TargetError(JobError):
    pass


class NotReachable(JobError):
    exit_code = 3
