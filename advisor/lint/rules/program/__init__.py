"""Python programs, as a whole."""

from advisor.lint.subjects import Program

SUBJECT = Program
