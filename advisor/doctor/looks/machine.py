"""This machine: its Java, and where the password lies."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path

from advisor.doctor.seen import Java, Machine, Password
from advisor.model.unknown import Unknown
from advisor.profile.schema.database import Database

JAVA_SECONDS = 20.0
_VERSION = re.compile(r'version "(?P<version>(?:1\.)?(?P<major>\d+)[^"]*)"')


def look_at_machine(database: Database, environ: Mapping[str, str]) -> Machine:
    """With the environment that Flink's client would have."""
    return Machine(_java(environ), password_of(database, environ)[0])


def password_of(database: Database, environ: Mapping[str, str]) -> tuple[Password, str | None]:
    """Where the password is, and the password itself: None when it is not there."""
    if database.password_file is not None:
        return _of_file(Path(database.password_file))
    name = database.password_env or ""
    if name not in environ:
        return Password(f"${name}", "is not set"), None
    return Password(f"${name}", None if environ[name] else "is empty"), environ[name]


def _of_file(path: Path) -> tuple[Password, str | None]:
    try:
        text = path.read_text(encoding="utf-8").rstrip("\n")
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        return Password(str(path), f"cannot be read ({error.strerror})"), None
    except UnicodeDecodeError:
        return Password(str(path), "holds no text"), None
    return Password(str(path), None if text else "is empty", mode), text


def _java(environ: Mapping[str, str]) -> Java | Unknown:
    home = environ.get("JAVA_HOME")
    command = str(Path(home, "bin", "java")) if home else shutil.which("java", path=environ.get("PATH", os.defpath))
    where = f"JAVA_HOME={home}" if home else "the PATH"
    if command is None:
        return Unknown("there is no java on the PATH, and JAVA_HOME is not set")
    try:
        done = subprocess.run(
            [command, "-version"], env=dict(environ), capture_output=True, text=True, timeout=JAVA_SECONDS, check=False
        )
    except OSError as error:
        return Unknown(f"{where}: {command} cannot be run ({error.strerror})")
    except subprocess.TimeoutExpired:
        return Unknown(f"{where}: `{command} -version` did not end within {JAVA_SECONDS:.0f} s")
    found = _VERSION.search(done.stderr + done.stdout)
    if done.returncode or found is None:
        return Unknown(f"{where}: `{command} -version` told no version")
    return Java(found["version"], int(found["major"]))
