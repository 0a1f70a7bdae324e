"""The comments that silence other rules."""

from advisor.lint.subjects import Comments

SUBJECT = Comments
