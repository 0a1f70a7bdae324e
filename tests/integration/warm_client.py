"""Submits from this very process: PyFlink's client is started once a session instead of once a job.

`flink run`, the way that the documents show, costs ten seconds of JVM and Python start each time; the savepoint
test, the demo and the benchmark go that way.
"""

import os
import sys
from pathlib import Path

from lab import client
from lab.stack import Stack


def submit(stack: Stack, job_file: Path, work: Path) -> str:
    """Submit the main job with these rendered settings; returns its id."""
    os.environ.update(stack.flink_environment())  # before PyFlink starts its JVM, which takes its class path from there
    from pyflink.datastream import StreamExecutionEnvironment
    from pyflink.java_gateway import get_gateway
    from pyflink.util.java_utils import to_jarray

    from jobs.connectors.postgres import read_target
    from jobs.pipeline import build
    from jobs.settings import read_settings

    settings = read_settings(job_file)
    jvm = get_gateway().jvm
    configuration = jvm.org.apache.flink.configuration.Configuration()
    configuration.setString("python.client.executable", sys.executable)
    port = int(stack.rest_url.rpartition(":")[2])
    no_jars = to_jarray(jvm.String, [])
    remote = jvm.org.apache.flink.streaming.api.environment.StreamExecutionEnvironment.createRemoteEnvironment
    env = StreamExecutionEnvironment(remote("127.0.0.1", port, configuration, no_jars))
    env.add_python_file(str(client.package_jobs(work)))
    build(env, settings, read_target(settings.database))
    return str(env.execute_async(settings.job.name).get_job_id())
