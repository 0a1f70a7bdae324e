"""Observation and settings in, report out: the steps joined. Pure; the edges are the caller's."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.metadata import version
from typing import Any

from advisor.diagnose.bottleneck import diagnose_bottleneck
from advisor.diagnose.context import Context
from advisor.diagnose.rules import all_rules, diagnose_findings
from advisor.errors import BadInput
from advisor.measure.job import measure_job
from advisor.model.observation import Observation
from advisor.model.settings import JobSettings, Limits, OperatorSettings, PythonSettings, Suppression
from advisor.model.thresholds import with_overrides
from advisor.plan.plan import make_plan
from advisor.profile.render.flink_settings import flink_settings
from advisor.profile.schema import Profile
from advisor.report.report import Report, make_report


def advise(observation: Observation, settings: JobSettings) -> Report:
    """The report on what was observed."""
    job = measure_job(observation)
    verdict = diagnose_bottleneck(job, settings)
    context = Context(job, verdict, settings)
    findings, suppressed = diagnose_findings(context)
    return make_report(job, verdict, findings, suppressed, make_plan(context), version("narrows"))


def settings_of(profile: Profile | None) -> JobSettings:
    """What the advice depends on, from a profile; without one, what holds anyway. Raises BadInput."""
    if profile is None:
        return JobSettings()
    limits, generated = profile.limits, flink_settings(profile)
    return JobSettings(
        operators={uid: _operator(operator) for uid, operator in profile.operators if operator is not None},
        limits=Limits(
            slots=limits.slots,
            database_connections=limits.database_connections,
            database_cores=limits.database_cores,
            max_parallelism=profile.job.max_parallelism,
            latency_budget_ms=limits.latency_budget_ms,
            target_utilization=limits.target_utilization,
        ),
        python=PythonSettings(
            profile.python.bundle_size, profile.python.bundle_time_ms, profile.enrichment.mode == "record"
        ),
        flink=profile.flink,
        flink_generated={key: value for key, value in generated.items() if profile.flink.get(key) != value},
        thresholds=with_overrides(profile.advisor.overrides),
        suppressions=tuple(_suppression(key, reason) for key, reason in profile.advisor.suppress.items()),
        from_profile=True,
    )


def _operator(operator: Any) -> OperatorSettings:
    return OperatorSettings(
        operator.parallelism,
        getattr(operator, "batch_size", None),
        getattr(operator, "batch_interval_ms", None),
        operator.chaining,
    )


def _suppression(key: str, reason: str) -> Suppression:
    rule, _, operator = key.partition("@")
    if rule not in all_rules():
        close = get_close_matches(rule, all_rules(), n=1)
        hint = f"did you mean {close[0]}?" if close else "`advisor explain` lists them"
        raise BadInput(f"advisor.suppress.{key}: there is no rule {rule}; {hint}")
    return Suppression(rule, operator or None, reason)
