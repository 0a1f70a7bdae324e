"""Observation and settings in, report out: the steps joined. Pure; the edges are the caller's."""

from __future__ import annotations

from importlib.metadata import version

from advisor.diagnose.bottleneck import diagnose_bottleneck
from advisor.diagnose.context import Context
from advisor.diagnose.rules import diagnose_findings
from advisor.measure.job import measure_job
from advisor.model.observation import Observation
from advisor.model.settings import JobSettings, Limits, OperatorSettings
from advisor.plan.plan import make_plan
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
    """What the advice depends on, from a profile; without one, what holds anyway."""
    if profile is None:
        return JobSettings()
    operators = {
        uid: OperatorSettings(
            operator.parallelism, getattr(operator, "batch_size", None), getattr(operator, "batch_interval_ms", None)
        )
        for uid, operator in profile.operators
    }
    limits = profile.limits
    return JobSettings(
        operators,
        Limits(
            slots=limits.slots,
            database_connections=limits.database_connections,
            max_parallelism=profile.job.max_parallelism,
            latency_budget_ms=limits.latency_budget_ms,
            target_utilization=limits.target_utilization,
        ),
        from_profile=True,
    )
