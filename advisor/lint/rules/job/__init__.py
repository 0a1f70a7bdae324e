"""Sizes that must fit each other: of a profile, a FlinkDeployment, or the keys of a config file."""

from advisor.lint.subjects import Job

SUBJECT = Job
