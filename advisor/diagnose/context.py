"""What a diagnosis may look at: before the verdict, and with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from advisor.diagnose.verdict import Verdict
from advisor.measure.job import JobMeasure
from advisor.measure.vertex import VertexMeasure
from advisor.model.settings import JobSettings
from advisor.model.thresholds import Thresholds


class Subject(Protocol):
    """What there is before the verdict, too: the job as measured, and what the profile says."""

    @property
    def job(self) -> JobMeasure: ...

    @property
    def settings(self) -> JobSettings: ...


@dataclass(frozen=True)
class Case:
    """What the verdict is made of."""

    job: JobMeasure
    settings: JobSettings

    @property
    def thresholds(self) -> Thresholds:
        return self.settings.thresholds


@dataclass(frozen=True)
class Context:
    """The job as measured, the verdict on it, and what the profile says."""

    job: JobMeasure
    verdict: Verdict
    settings: JobSettings

    @property
    def thresholds(self) -> Thresholds:
        return self.settings.thresholds

    def limits_the_job(self, vertex: VertexMeasure) -> bool:
        """Whether the verdict names this vertex."""
        return self.verdict.vertex == vertex.id
