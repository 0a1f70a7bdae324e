"""A value that Flink cannot read: who reads the option, the cluster or the job, does not start."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.lint.context import Context
from advisor.lint.finding import Fault
from advisor.lint.known.flink import options
from advisor.lint.known.flink_values import form_of
from advisor.lint.subjects import FlinkConfig

SEVERITY = "critical"
SOURCE = "https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/config/"
_QUOTES = "\"'"


def check(config: FlinkConfig, _context: Context) -> Iterator[Fault]:
    """Silent where the list of options does not tell for certain what a value must be, where the version is older than
    the lists, and on values that are put in later. The value is not told: it may be a secret in the wrong line."""
    if config.version is None:
        return
    known = options(config.version)
    for key, setting in config.settings.items():
        form, text = form_of(key, known), setting.text()
        if form and text and text.strip() and not form.fits(text):
            quoted = text[0] in _QUOTES and form.fits(text.strip(_QUOTES))
            instead = "the value without quotes, which are a part of it here" if quoted else f"such as {form.example}"
            yield Fault(setting.place, key, f"is no {form.what} that Flink can read", instead)
