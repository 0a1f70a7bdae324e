"""`make demo`: a slow job, the advisor's report, its one change applied, and the throughput before and after."""

from __future__ import annotations

import os
import shutil
import threading
import time
from pathlib import Path

from rich.console import Console

from advisor.report.compare import compare_reports
from advisor.report.json import from_json
from advisor.report.report import Report
from lab import client, example
from lab.entry import end_with
from lab.errors import LabError
from lab.orders import good_orders
from lab.producer import produce
from lab.stack import Stack

PARTITIONS = 4
# Enough for the fast job to stay busy through its window, on a machine several times as fast as this needs.
BACKLOG = 3_000_000
FIRST_ORDERS = 200_000
WINDOW_SECONDS = 15
SETTLE_SECONDS = 20
# The advisor's exit code for "no verdict, because ..."; its figures are shown all the same.
NOT_ENOUGH_DATA = 4

console = Console(highlight=False)


def main() -> int:
    keep = os.environ.get("KEEP") == "1"
    _say("Starting Kafka, Flink and Postgres on this machine (the first time, jars are downloaded)")
    stack = Stack.up("demo", say=lambda line: console.print(f"  {line}"))
    try:
        _play(stack)
    finally:
        if keep:
            _print_addresses(stack)
        else:
            stack.down()
    return 0


def _play(stack: Stack) -> None:
    work = Path(os.path.relpath(stack.home / "demo", client.REPOSITORY))  # commands that can be typed again
    os.chdir(client.REPOSITORY)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    filler = _fill(stack)
    profile = _copy_of_slow(work)
    _say("The job runs with profile `slow`: every row is a statement and a commit of its own")
    job_id = example.submit(stack, profile, work / "before")
    time.sleep(SETTLE_SECONDS)
    before = _report(stack, job_id, profile, work / "before.json")

    _say("The report's change, applied to a copy of the profile")
    _advisor(["apply", str(work / "before.json"), "--profile", str(profile), "--write"], stack)
    filler.join()
    _say("Stopped with a savepoint, started again from it with the changed profile")
    savepoint = client.stop_with_savepoint(stack, job_id)
    job_id = example.submit(stack, profile, work / "after", savepoint)
    time.sleep(SETTLE_SECONDS)
    after = _report(stack, job_id, profile, work / "after.json")
    _compare(before, after)


def _fill(stack: Stack) -> threading.Thread:
    """Topics, table, and a backlog: the first orders now, the rest while the slow job runs."""
    example.create_topic(stack, "orders", PARTITIONS)
    example.create_topic(stack, "orders_dead_letters", 1)
    example.create_table(stack)
    produce(stack.bootstrap_servers, "orders", good_orders(FIRST_ORDERS, keys=FIRST_ORDERS * 10))
    rest = good_orders(BACKLOG - FIRST_ORDERS, keys=BACKLOG * 10, seed=2)
    filler = threading.Thread(target=produce, args=(stack.bootstrap_servers, "orders", rest), daemon=True)
    filler.start()
    return filler


def _copy_of_slow(work: Path) -> Path:
    """The demo changes a copy; what it extends is found from the copy's folder too."""
    for name in ("base.yaml", "local.yaml", "slow.yaml"):
        shutil.copy(example.PROFILES / name, work)
    return work / "slow.yaml"


def _report(stack: Stack, job_id: str, profile: Path, out: Path) -> Report:
    _say(f"advisor report --window {WINDOW_SECONDS}")
    arguments = ["report", "--flink", stack.rest_url, "--job", job_id, "--profile", str(profile), "--save", str(out)]
    arguments += ["--postgres", stack.postgres.dsn_without_password, "--window", str(WINDOW_SECONDS)]
    _advisor([*arguments, "--fail-on", "never"], stack)
    return from_json(out.read_text(), str(out))


def _advisor(arguments: list[str], stack: Stack) -> None:
    environment = {**stack.profile_environment(), "PGPASSWORD": stack.postgres.password}
    told = client.run([str(client.ADVISOR), *arguments], environment, accepted=(0, NOT_ENOUGH_DATA))
    console.print(told, markup=False, soft_wrap=True)


def _compare(before: Report, after: Report) -> None:
    compared = compare_reports(before, after)
    _say(f"Before and after: {compared.outcome} ({compared.because})")
    for figure in (compared.throughput, compared.per_busy_second):
        if figure.before is not None and figure.after is not None:
            console.print(f"{figure.name:24} {figure.before:>10,.0f} -> {figure.after:>10,.0f} {figure.unit}")
    if before.plan.predicted_throughput:
        console.print(f"{'predicted':24} {'':>10}    {before.plan.predicted_throughput:>10,.0f} rec/s")
    first, second, ratio = compared.throughput.before, compared.throughput.after, compared.throughput.ratio
    if first is None or second is None or ratio is None:
        raise LabError("one of the reports has no throughput; its reasons stand above")
    console.print(f"\nthroughput before {first:,.0f} rec/s, after {second:,.0f} rec/s, ratio {ratio:.1f}")


def _print_addresses(stack: Stack) -> None:
    console.print(f"Flink UI  {stack.rest_url}")
    console.print(f"Kafka     {stack.bootstrap_servers}")
    console.print(f"Postgres  {stack.postgres.dsn_without_password}  password in {stack.postgres.password_file}")
    console.print("end it with: make down NAME=demo")


def _say(line: str) -> None:
    console.print(f"\n== {line}", style="bold", soft_wrap=True)


if __name__ == "__main__":
    end_with(main)
