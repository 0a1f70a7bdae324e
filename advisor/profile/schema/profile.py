"""A whole profile: one model a section, checked by pydantic, every field described once, in its section's file."""

from __future__ import annotations

from pydantic import Field

from advisor.profile.schema.advisor import Advisor
from advisor.profile.schema.database import Database
from advisor.profile.schema.deployment import Deployment
from advisor.profile.schema.enrichment import Enrichment
from advisor.profile.schema.job import Job
from advisor.profile.schema.jvm import Jvm
from advisor.profile.schema.kafka import Kafka
from advisor.profile.schema.limits import Limits
from advisor.profile.schema.lookup import Lookup
from advisor.profile.schema.operators import Operator, Operators
from advisor.profile.schema.python import Python
from advisor.profile.schema.types import Section, Verbatim
from advisor.profile.schema.window import Window


class Profile(Section):
    """A whole profile, after `extends` and environment variables are resolved."""

    job: Job = Field(description="The job as Flink knows it.")
    kafka: Kafka = Field(description="Where records come from, and where bad ones go.")
    enrichment: Enrichment = Field(description="The Python function between source and sink.")
    database: Database = Field(description="The table that rows are written to.")
    operators: Operators = Field(description="Each operator of the job; the key is its `uid` and `name` in Flink.")
    python: Python = Field(description="How Flink hands records to its Python workers.")
    jvm: Jvm | None = Field(
        None, description="The TaskManagers' JVM; what `flink: env.java.opts.taskmanager` says for the same end wins."
    )
    flink: Verbatim = Field(description="Flink's own keys, verbatim, for config.yaml.")
    deployment: Deployment = Field(default_factory=Deployment, description="Where the job runs, for rendered files.")
    # What only some job templates have comes here: optional, each in a file of its own.
    window: Window | None = Field(None, description="Event-time windows, for `kafka_to_jdbc_windowed`.")
    lookup: Lookup | None = Field(None, description="What is looked up, for `kafka_to_jdbc_lookup`.")
    limits: Limits = Field(description="What a plan of the advisor must respect.")
    advisor: Advisor = Field(default_factory=Advisor, description="What the advisor does otherwise for this job.")

    def operator(self, uid: str) -> Operator | None:
        """An operator's settings by uid, None for one that the profile does not know."""
        found = getattr(self.operators, uid, None)
        return found if isinstance(found, Operator) else None
