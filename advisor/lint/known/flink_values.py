"""What a value of an option must look like, for the options where that is certain.

The lists hold no types, but defaults: one that is a duration, a size, or true or false says what the option is. A
number does not, as ports may be ranges, so integers are named here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from advisor.lint.known.flink import Options


@dataclass(frozen=True)
class Form:
    """How values of one kind are written; `what` they are called, and one of them."""

    what: str
    example: str
    pattern: re.Pattern[str]

    def fits(self, text: str) -> bool:
        """As Flink parses it, whatever the case."""
        return self.pattern.fullmatch(text.strip().lower()) is not None


def _words(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


# TimeUtils, MemorySize and ConfigurationUtils of Flink. A duration without a unit is in ms, a size in bytes.
_DURATION = Form(
    "duration",
    "10 s",
    re.compile(
        r"\d+\s*(d|days?|h|hours?|m|min|minutes?|s|secs?|seconds?|ms|millis?|milliseconds?"
        r"|\u00b5s|\u03bcs|micros?|microseconds?|ns|nanos?|nanoseconds?)?|p[\dt].*"
    ),
)
_SIZE = Form(
    "size",
    "512 mb",
    re.compile(r"\d+\s*(b|bytes|k|kb|kibibytes|m|mb|mebibytes|g|gb|gibibytes|t|tb|tebibytes)?"),
)
_TRUTH = Form("truth value", "true or false", _words("true", "false"))
_INTEGER = Form("whole number", "4", re.compile(r"[+-]?\d+"))
_INTEGERS = frozenset(
    [
        "execution.checkpointing.max-concurrent-checkpoints",
        "execution.checkpointing.num-retained",
        "execution.checkpointing.tolerable-failed-checkpoints",
        "jobmanager.rpc.port",
        "parallelism.default",
        "pipeline.max-parallelism",
        "python.fn-execution.arrow.batch.size",
        "python.fn-execution.bundle.size",
        "python.fn-execution.bundle.time",
        "rest.port",
        "restart-strategy.failure-rate.max-failures-per-interval",
        "restart-strategy.fixed-delay.attempts",
        "taskmanager.numberOfTaskSlots",
    ]
)
_CHOICES = {
    "execution.checkpointing.mode": ("exactly_once", "at_least_once"),
    "execution.runtime-mode": ("streaming", "batch", "automatic"),
    "python.execution-mode": ("process", "thread"),
    "restart-strategy.type": (
        *("none", "off", "disable", "fixeddelay", "fixed-delay", "failurerate", "failure-rate"),
        *("exponentialdelay", "exponential-delay"),
    ),
}
# These take the name of a class, too, which has dots.
_OR_A_CLASS = frozenset(["restart-strategy.type"])
_DURATIONS = frozenset(["execution.checkpointing.interval"])
_SIZES = re.compile(r"(taskmanager|jobmanager)\.memory\..*(size|min|max)")
_DEFAULT_SIZE = re.compile(r"\d+ (bytes|kb|mb|gb|tb)")


def form_of(key: str, known: Options) -> Form | None:
    """Of an option that this Flink reads, under its own name or a former one; None where it is not certain."""
    name = known.renamed[key][0] if key in known.renamed else key
    default = known.defaults.get(name, "")
    if name not in known.names:
        return None
    if name in _CHOICES:
        return _choice(name)
    if name in _INTEGERS:
        return _INTEGER
    if name in _DURATIONS or default.startswith("PT"):
        return _DURATION
    if _SIZES.fullmatch(name) or _DEFAULT_SIZE.fullmatch(default):
        return _SIZE
    return _TRUTH if default in ("true", "false") else None


def _choice(name: str) -> Form:
    words = _CHOICES[name]
    pattern = re.compile(_words(*words).pattern + r"|.*\..*") if name in _OR_A_CLASS else _words(*words)
    return Form("value of it", ", ".join(words), pattern)
