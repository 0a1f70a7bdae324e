"""What can be done to a job's surroundings while it runs; each returns what undoes it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import psycopg2

from lab import client
from lab.artifacts import locked_jars
from lab.java import java_home
from lab.scenarios.place import Place

When = Literal["submit", "start", "window", "middle"]


@dataclass(frozen=True)
class LockedTable:
    """Another session holds the sink's table, as a migration does."""

    when: When = "window"

    def start(self, place: Place) -> Callable[[], None]:
        connection = place.stack.postgres.connect()
        connection.autocommit = False
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {place.table} IN ACCESS EXCLUSIVE MODE")
        return lambda: connection.close()  # the lock goes with the session


@dataclass(frozen=True)
class TakenConnections:
    """Other programs hold all connections, before the sink has opened its own."""

    when: When = "start"

    def start(self, place: Place) -> Callable[[], None]:
        held = []
        try:
            while True:
                held.append(place.stack.postgres.connect())
        except psycopg2.OperationalError:
            pass

        def release() -> None:
            for each in held:
                each.close()

        return release


@dataclass(frozen=True)
class StoppedPart:
    """A part of the stack is gone."""

    part: str
    when: When = "middle"

    def start(self, place: Place) -> Callable[[], None]:
        place.stack.stop_part(self.part)
        return lambda: place.stack.start_part(self.part)


@dataclass(frozen=True)
class SlowRows:
    """A trigger on the table that takes so long for each row, as a heavy constraint or index does."""

    milliseconds: float
    when: When = "start"

    def start(self, place: Place) -> Callable[[], None]:
        place.execute(
            f"""
            CREATE OR REPLACE FUNCTION slow_row() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_sleep({self.milliseconds / 1000}); RETURN NEW; END $$;
            CREATE TRIGGER slow_row BEFORE INSERT OR UPDATE ON {place.table}
            FOR EACH ROW EXECUTE FUNCTION slow_row()
            """
        )
        return lambda: place.execute(f"DROP TRIGGER slow_row ON {place.table}")


@dataclass(frozen=True)
class BusyNeighbours:
    """Other programs on the machine that compute all the time."""

    programs: int
    when: When = "submit"

    def start(self, _place: Place) -> Callable[[], None]:
        # Bounded in time, should nobody end it.
        program = "import time; end = time.monotonic() + 300\nwhile time.monotonic() < end: pass"
        # Sessions of their own: Linux shares cores between sessions first, and services have one each.
        command = [sys.executable, "-c", program]
        started = [subprocess.Popen(command, start_new_session=True) for _ in range(self.programs)]

        def end() -> None:
            for each in started:
                each.terminate()
                each.wait()

        return end


@dataclass(frozen=True)
class BrokenCheckpoints:
    """The job's folder of checkpoints becomes a file: nothing can be written into it any more."""

    when: When = "window"

    def start(self, place: Place) -> Callable[[], None]:
        folder = place.work / "checkpoints"
        for job in folder.iterdir():
            shutil.rmtree(job)
            job.write_text("")
        return lambda: shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class ConsumerQuota:
    """The broker lets each consumer read only so many bytes in a second."""

    bytes_per_second: int
    when: When = "submit"

    def start(self, place: Place) -> Callable[[], None]:
        _alter_quota(place, f"--add-config=consumer_byte_rate={self.bytes_per_second}")
        return lambda: _alter_quota(place, "--delete-config=consumer_byte_rate")


def _alter_quota(place: Place, change: str) -> None:
    """By Kafka's own tool: the Python client has no call for quotas."""
    jars = os.pathsep.join(str(jar.path) for jar in locked_jars("kafka"))
    java = str(java_home(os.environ) / "bin" / "java")
    command = [java, "-cp", jars, "kafka.admin.ConfigCommand", "--bootstrap-server", place.stack.bootstrap_servers]
    client.run([*command, "--alter", change, "--entity-type", "clients", "--entity-default"], {})
