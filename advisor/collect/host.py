"""Looks at the machine that the advisor runs on, and at the job's TaskManagers among its processes."""

from __future__ import annotations

from advisor.model.host import HostSample
from advisor.model.observation import JobSample
from advisor.model.unknown import Unknown


class Host:
    """This machine, to look at several times."""

    def look(self, job: JobSample) -> HostSample | Unknown:
        """Its four resources now, and the processes of those of the job's TaskManagers that run on it."""
        return Unknown("not written yet")
