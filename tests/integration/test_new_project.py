"""A project as `advisor new` lays it out runs on the local stack, by the commands of its README."""

import os
import re
import subprocess
import sys
import time

import pytest

from lab import client

pytestmark = pytest.mark.stack

TABLES = {
    "kafka_to_jdbc": ("enriched_orders", 1000),
    "kafka_to_jdbc_lookup": ("customer_orders", 1000),
    # Ten minutes of orders; the last window or two wait for later ones.
    "kafka_to_jdbc_windowed": ("order_totals", 300),
}


@pytest.mark.parametrize("template", TABLES)
def test_a_new_project_fills_its_table_on_the_local_stack(stack, running_jobs, tmp_path, template):
    """`make prepare check submit` in a folder of its own, with the environment that `lab.stack env` prints."""
    client.run([str(client.ADVISOR), "new", "my-job", "--template", template, "--out", str(tmp_path / "job")], {})
    table, rows = TABLES[template]
    connection = stack.postgres.connect()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table}, customers")
    printed = client.run([sys.executable, "-m", "lab.stack", "env", "--name", stack.name], {})
    shell = f"{printed}\nset -e\nmake prepare check submit PYTHON={sys.executable} ADVISOR={client.ADVISOR}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "FLINK", "KAFKA"))}
    done = subprocess.run(
        ["sh", "-c", shell], cwd=tmp_path / "job", env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    running_jobs.extend(re.findall(r"runs as job ([0-9a-f]{32})", done.stdout))
    assert len(running_jobs) == 1
    assert re.search(r"^fit: \d+ ok$", done.stdout, re.MULTILINE)

    def count():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            return cursor.fetchone()[0]

    deadline = time.monotonic() + 240
    while count() < rows:
        assert time.monotonic() < deadline, f"{count()} of {rows} rows after 240 s"
        time.sleep(0.5)
    connection.close()
