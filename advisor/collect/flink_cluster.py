"""What surrounds a job in Flink's REST API: TaskManagers, checkpoints, exceptions, configuration, JVM.

A verdict can do without each of them: what does not answer as it must is Unknown, naming the endpoint.
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Any
from urllib.parse import quote

from advisor.collect.flink_answers import (
    CheckpointConfig,
    Checkpoints,
    Configuration,
    Environment,
    Exceptions,
    PlainMetrics,
    TaskManager,
    TaskManagers,
    measure,
    number,
)
from advisor.collect.http import RestClient
from advisor.collect.redact import redact_text
from advisor.model.checkpoints import CheckpointSample, CheckpointsSample
from advisor.model.machines import CollectorSample, JvmSample, TaskManagerSample
from advisor.model.observation import FailureSample
from advisor.model.unknown import Measure, Unknown

# More say nothing more about the one that limits, and each costs two requests.
MOST_TASK_MANAGERS = 50
NEWEST_FAILURES = 5
CHECKPOINT_HISTORY = 10
# Only these leave the collector: a cluster's configuration is full of what is nobody's business.
_SETTINGS = re.compile(
    r"env\.java\.opts(\.\w+)?|env\.java\.home|heartbeat\..*|python\.(execution-mode|fn-execution\..*|operator-chaining.*)"
    r"|execution\.(checkpointing|buffer-timeout|batch)\b.*|state\.backend.*|restart-strategy.*"
    r"|taskmanager\.(numberOfTaskSlots|memory\..*|network\.memory\..*)|jobmanager\.(scheduler|memory\..*)"
    r"|rest\.flamegraph\.enabled|pipeline\.(operator-chaining.*|object-reuse|max-parallelism)|parallelism\.default"
    r"|metrics\.system-resource|table\.exec\..*"
)
_MACHINE_METRICS = (
    "Status.JVM.CPU.Time",
    "Status.Flink.Memory.Managed.Used",
    "System.CPU.Usage",
)
_TRACEBACK = "Traceback (most recent call last):"
_PYTHON_ERROR = re.compile(rf"{re.escape(_TRACEBACK)}\n(?:[ \t].*\n)*(\S.*)")


def collect_configuration(client: RestClient) -> dict[str, str] | Unknown:
    """The cluster's settings that the advisor reads, by Flink's keys."""
    answer = client.ask("/jobmanager/config", Configuration)
    if isinstance(answer, Unknown):
        return answer
    return {each.key: redact_text(each.value)[:2000] for each in answer if _SETTINGS.fullmatch(each.key)}


def leave_out(endpoint: str, answer: Any) -> Any:
    """The answer without what the advisor does not read and who gets a capture need not know: paths, settings."""
    if endpoint == "/jobmanager/config" and isinstance(answer, list):
        return [each for each in answer if isinstance(each, dict) and _SETTINGS.fullmatch(str(each.get("key")))]
    if endpoint == "/jobmanager/environment" and isinstance(answer, dict) and isinstance(answer.get("jvm"), dict):
        return {"jvm": {"version": answer["jvm"].get("version")}}
    return answer


def collect_jvm(client: RestClient) -> JvmSample | Unknown:
    """The JobManager's Java."""
    answer = client.ask("/jobmanager/environment", Environment)
    if isinstance(answer, Unknown):
        return answer
    # "OpenJDK 64-Bit Server VM - Debian - 17/17.0.15+6-..." or "... - 1.8/25.392-b08"
    found = re.search(r"(?:^|\s)(?:1\.)?(\d{1,3})(?:\.[\d._]+)?/", answer.jvm.version)
    return JvmSample(answer.jvm.version[:200], int(found[1]) if found else None)


def collect_checkpoints(client: RestClient, job: str) -> CheckpointsSample | Unknown:
    """The job's checkpoints; `job` is its endpoint."""
    answer = client.ask(f"{job}/checkpoints", Checkpoints)
    config = client.ask(f"{job}/checkpoints/config", CheckpointConfig)
    if isinstance(answer, Unknown):
        return answer
    if isinstance(config, Unknown):
        return config
    return CheckpointsSample(
        completed=answer.counts.completed,
        failed=answer.counts.failed,
        in_progress=answer.counts.in_progress,
        history=tuple(
            CheckpointSample(
                each.id,
                each.status,
                measure(each.trigger_ms, "the trigger time"),
                measure(each.duration_ms, "the duration"),
                measure(each.state_bytes, "the state's size"),
                each.is_savepoint,
                _line(each.failure) if each.failure else None,
            )
            for each in answer.history[:CHECKPOINT_HISTORY]
        ),
        interval_ms=_interval(number(config.interval_ms)),
        timeout_ms=measure(config.timeout_ms, "the checkpoint timeout"),
        unaligned=config.unaligned,
        tolerable_failures=measure(config.tolerable_failures, "the number of tolerable failures"),
    )


def _interval(value: float | None) -> Measure:
    # Java's Long.MAX_VALUE stands for "never".
    if value is None or value >= 1e15:
        return Unknown("checkpointing is off")
    return value


def collect_failures(client: RestClient, job: str) -> tuple[FailureSample, ...] | Unknown:
    """The newest exceptions that made the job fail."""
    answer = client.ask(f"{job}/exceptions", Exceptions, maxExceptions=str(NEWEST_FAILURES))
    if isinstance(answer, Unknown):
        return answer
    return tuple(
        FailureSample(
            _root_cause(each.stacktrace or "") or _line(each.name or ""), measure(each.timestamp, "the time"), each.task
        )
        for each in answer.history.entries[:NEWEST_FAILURES]
    )


def _root_cause(stacktrace: str) -> str | None:
    """The last "Caused by"; the head alone is often an InvocationTargetException. Of a traceback that came out of a
    Python worker the last line, which says what it is."""
    text = stacktrace[:100_000]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    causes = (line.removeprefix("Caused by: ") for line in lines if line.startswith("Caused by: "))
    found = [*lines[:1], *causes]
    if found and found[-1].endswith(_TRACEBACK):
        found += _PYTHON_ERROR.findall(text)
    return _line(found[-1]) if found else None


def _line(text: str) -> str:
    return redact_text(" ".join(text[:10_000].split()))[:300]


def collect_task_managers(client: RestClient, used: Set[str]) -> tuple[TaskManagerSample, ...] | Unknown:
    """The TaskManagers that run the job's subtasks (`used`, by id); all when the cluster does not say which."""
    listed = client.ask("/taskmanagers", TaskManagers)
    if isinstance(listed, Unknown):
        return listed
    ids = [each.id for each in listed.task_managers if not used or each.id in used]
    found = []
    for each in ids[:MOST_TASK_MANAGERS]:
        sample = _task_manager(client, each)
        if isinstance(sample, Unknown):
            return sample
        found.append(sample)
    return tuple(found)


def _task_manager(client: RestClient, identifier: str) -> TaskManagerSample | Unknown:
    endpoint = f"/taskmanagers/{quote(identifier, safe='')}"
    raw = client.ask(endpoint, TaskManager)
    metrics = client.ask(f"{endpoint}/metrics", PlainMetrics, get=",".join(_MACHINE_METRICS))
    if isinstance(raw, Unknown):
        return raw
    if isinstance(metrics, Unknown):
        return metrics
    values = {each.id: number(each.value) for each in metrics}
    cpu_ns, usage = values.get("Status.JVM.CPU.Time"), values.get("System.CPU.Usage")
    return TaskManagerSample(
        id=raw.id,
        slots=raw.slots,
        free_slots=raw.free_slots,
        cpu_cores=raw.hardware.cpu_cores,
        heap_used_bytes=measure(raw.metrics.heap_used, "the heap in use"),
        heap_max_bytes=measure(raw.metrics.heap_max, "the size of the heap"),
        managed_bytes=measure(raw.memory.managed, "managed memory"),
        managed_used_bytes=measure(values.get("Status.Flink.Memory.Managed.Used"), "managed memory in use"),
        process_bytes=measure(raw.memory.process, "the memory of the process"),
        cpu_ms=measure(cpu_ns / 1e6 if cpu_ns is not None else None, "the CPU time of the JVM"),
        # oshi counts in percent.
        machine_cpu_ratio=measure(usage / 100 if usage is not None else None, "the CPU usage of the machine"),
        collectors=tuple(
            CollectorSample(
                each.name, measure(each.count, "the collections"), measure(each.time, "the time of the collector")
            )
            for each in raw.metrics.collectors
            if each.name != "All"
        ),
        host=found[1] if (found := re.search(r"@([^:/@]+)", raw.path)) else raw.id,
        data_port=raw.data_port,
    )
