"""A scenario's verdict again, from the capture of a run: seconds instead of minutes, and the same every time."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from advisor.advise import advise, settings_of
from advisor.collect.capture import load_capture
from advisor.model.settings import JobSettings
from advisor.profile.profile import load_profile
from advisor.report.report import Report
from lab import example
from lab.scenarios.jobs.template import Template
from lab.scenarios.scenario import Scenario


def replay(name: str, scenario: Scenario, capture: Path) -> Report:
    """The report on a capture, with the settings that the job ran with."""
    return advise(load_capture(capture).observation(), settings_of_scenario(name, scenario))


def settings_of_scenario(name: str, scenario: Scenario) -> JobSettings:
    """What its profile says; what holds anyway for a job without one."""
    if not isinstance(scenario.job, Template):
        return JobSettings()
    with tempfile.TemporaryDirectory() as folder:
        sections = scenario.job.sections(name)
        profile = example.write_profile(Path(folder) / "profile.yaml", scenario.job.base, sections)
        return settings_of(load_profile(profile, {**os.environ, "NARROWS_PASSWORD_FILE": "password"}))
