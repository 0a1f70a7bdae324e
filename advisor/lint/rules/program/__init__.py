"""PyFlink programs."""

from advisor.lint.subjects import Program

SUBJECT = Program
