"""Errors of the lab that a user can act on: one sentence, with the end of the log where one helps."""

from __future__ import annotations


class LabError(Exception):
    exit_code = 3


class TamperedJar(LabError):
    """A jar is not the one that the lock file names."""


class PartFailed(LabError):
    """A part of the stack ended, or did not become ready in time."""
