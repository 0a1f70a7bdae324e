"""Submits from this very process: PyFlink's client is started once a session instead of once a job.

`flink run`, the way that the documents show, costs ten seconds of JVM and Python start each time; the savepoint
test, the demo and the benchmark go that way.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from lab import client
from lab.stack import Stack


def remote_environment(stack: Stack, settings: Mapping[str, str] | None = None) -> Any:
    """A StreamExecutionEnvironment of the stack's cluster; `settings` are Flink's keys of this job alone.

    It starts from the cluster's own settings, as `flink run` does: Python's, say, belong to the job.
    """
    os.environ.update(stack.flink_environment())  # before PyFlink starts its JVM, which takes its class path from there
    from pyflink.datastream import StreamExecutionEnvironment
    from pyflink.java_gateway import get_gateway
    from pyflink.util.java_utils import to_jarray

    jvm = get_gateway().jvm
    configuration = jvm.org.apache.flink.configuration.Configuration()
    own = {"python.client.executable": sys.executable, **(settings or {})}
    for key, value in {**stack.flink_config, **own}.items():
        configuration.setString(key, str(value))
    port = int(stack.rest_url.rpartition(":")[2])
    remote = jvm.org.apache.flink.streaming.api.environment.StreamExecutionEnvironment.createRemoteEnvironment
    return StreamExecutionEnvironment(remote("127.0.0.1", port, configuration, to_jarray(jvm.String, [])))


def submit(
    stack: Stack,
    job_file: Path,
    work: Path,
    settings: Mapping[str, str] | None = None,
    template: str = "kafka_to_jdbc",
) -> str:
    """Submit a template with these rendered settings; returns the job's id."""
    env = remote_environment(stack, settings)
    from jobs.settings import read_settings

    pipeline = import_module(f"jobs.pipelines.{template}")
    job = read_settings(job_file, pipeline.SETTINGS)
    env.add_python_file(str(client.package_jobs(work)))
    pipeline.build(env, job, pipeline.prepare(job))
    return str(env.execute_async(job.job.name).get_job_id())
