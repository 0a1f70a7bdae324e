"""`make bench`: records per second and CPU seconds per million records, both modes beside Flink SQL.

The three run in turn, several rounds, on one stack: machines drift, neighbouring runs compare. Each job reads
the same bounded topic into an empty table; the clock runs from the first row to the last.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from lab import client, example
from lab.entry import end_with
from lab.errors import LabError
from lab.orders import good_orders
from lab.producer import produce
from lab.stack import Stack

TOPIC = "bench_orders"
BATCH_SIZE = 5000
SINKS = 1
COUNT_EVERY_SECONDS = 0.25

console = Console(highlight=False, width=None if sys.stdout.isatty() else 110)


@dataclass(frozen=True)
class Measured:
    """CPU seconds per million records of TaskManager, Python workers and Postgres."""

    records_per_second: float
    task_manager: float
    python: float
    postgres: float

    @property
    def cpu(self) -> float:
        return self.task_manager + self.python + self.postgres


def cpu_seconds(stack: Stack) -> tuple[float, float, float]:
    """Of the TaskManager itself, of the Python workers below it, of Postgres with its backends.

    Workers and backends that have ended count through what their parents waited for.
    """
    task_manager = psutil.Process(stack.pid("taskmanager-1"))
    itself, ended = _times(task_manager)
    workers = ended + sum(sum(_times(each)) for each in task_manager.children(recursive=True))
    postgres = psutil.Process(stack.pid("postgres"))
    return itself, workers, sum(sum(_times(each)) for each in [postgres, *postgres.children(recursive=True)])


def _times(process: psutil.Process) -> tuple[float, float]:
    """CPU seconds of the process itself, and of the children that it has waited for."""
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0, 0.0
    return float(times.user + times.system), float(times.children_user + times.children_system)


def measure(stack: Stack, submit: Callable[[], str], records: int) -> Measured:
    """Run one bounded job into an empty table; raises LabError when it does not finish with every key."""
    table_rows = _row_counter(stack)
    job_id = submit()
    while table_rows() == 0:
        _still_running(stack, job_id)
        time.sleep(0.05)
    started, before, at_start = time.monotonic(), cpu_seconds(stack), table_rows()
    while (count := table_rows()) < records:
        _still_running(stack, job_id)
        time.sleep(COUNT_EVERY_SECONDS)
    last, after = time.monotonic(), cpu_seconds(stack)
    done = count - at_start
    client.wait_for_state(stack, job_id, "FINISHED")
    spent = [(now - then) / done * 1e6 for now, then in zip(after, before, strict=True)]
    return Measured(done / (last - started), *spent)


def _row_counter(stack: Stack) -> Callable[[], int]:
    """Rows in the table, counted: Postgres' own statistics lag by up to a minute."""
    connection = stack.postgres.connect()

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM enriched_orders")
            return int(cursor.fetchone()[0])

    return count


def _still_running(stack: Stack, job_id: str) -> None:
    if client.job_state(stack, job_id) in ("FAILED", "CANCELED"):
        raise LabError(f"the job failed: {client.last_exception(stack, job_id)}")


def pyflink_job(stack: Stack, work: Path, mode: str) -> str:
    example.create_table(stack)
    kafka = {"topic": TOPIC, "start_from": "earliest", "bounded": True, "group_id": f"bench-{time.time_ns()}"}
    operators = {"jdbc_sink": {"parallelism": SINKS, "batch_size": BATCH_SIZE}}
    changes = {"kafka": kafka, "enrichment": {"mode": mode}, "operators": operators}
    return example.submit(stack, example.write_profile(work / f"{mode}.yaml", "local.yaml", changes), work / mode)


def sql_job(stack: Stack, work: Path) -> str:
    example.create_table(stack)
    postgres = stack.postgres
    arguments = {
        "--bootstrap-servers": stack.bootstrap_servers,
        "--topic": TOPIC,
        "--url": f"jdbc:postgresql://{postgres.host}:{postgres.port}/{postgres.database}",
        "--user": postgres.user,
        "--password-file": str(postgres.password_file),
        "--table": "enriched_orders",
        "--batch-size": str(BATCH_SIZE),
        "--sink-parallelism": str(SINKS),
    }
    return client.submit(stack, "lab/sql_job.py", [part for pair in arguments.items() for part in pair], work)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--records", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(argv)
    stack = Stack.up("bench", say=lambda line: console.print(line))
    try:
        work = stack.home / "bench"
        work.mkdir(exist_ok=True)
        example.create_topic(stack, TOPIC, 4)
        example.create_topic(stack, "orders_dead_letters", 1)
        # Every order is a new key: what is compared is the way there, not how much of it repeats.
        produce(stack.bootstrap_servers, TOPIC, _distinct(options.records))
        jobs: dict[str, Callable[[], str]] = {
            "batch": lambda: pyflink_job(stack, work, "batch"),
            "record": lambda: pyflink_job(stack, work, "record"),
            "sql": lambda: sql_job(stack, work),
        }
        results: dict[str, list[Measured]] = defaultdict(list)
        for number in range(options.rounds):
            for name, submit in jobs.items():
                results[name].append(measure(stack, submit, options.records))
                console.print(f"round {number + 1} {name}: {results[name][-1].records_per_second:,.0f} rec/s")
        _show(results)
    finally:
        stack.down()
    return 0


def _distinct(count: int) -> list[bytes]:
    """Orders with ids of their own, in the order of their numbers."""
    values = (message.value for message in good_orders(count, keys=10**8))
    return [
        value.replace(value[13 : value.index(b'"', 13)], f"o-{number:08d}".encode(), 1)
        for number, value in enumerate(values)
    ]


def _show(results: dict[str, list[Measured]]) -> None:
    table = Table(
        title=f"medians of {len(results['sql'])} rounds; CPU seconds per million records", title_justify="left"
    )
    for column in ("job", "rec/s", "min-max", "TaskManager", "Python", "Postgres", "CPU s/M", "rec/s to SQL"):
        table.add_column(column, justify="left" if column == "job" else "right")
    for name, runs in results.items():
        rates = [run.records_per_second for run in runs]
        ratios = [
            run.records_per_second / sql.records_per_second for run, sql in zip(runs, results["sql"], strict=True)
        ]
        table.add_row(
            name,
            f"{statistics.median(rates):,.0f}",
            f"{min(rates):,.0f}-{max(rates):,.0f}",
            *(f"{statistics.median(getattr(run, part) for run in runs):.1f}" for part in ("task_manager", "python")),
            f"{statistics.median(run.postgres for run in runs):.1f}",
            f"{statistics.median(run.cpu for run in runs):.1f}",
            f"{statistics.median(ratios):.2f}",
        )
    console.print(table)


if __name__ == "__main__":
    end_with(lambda: main(sys.argv[1:]))
