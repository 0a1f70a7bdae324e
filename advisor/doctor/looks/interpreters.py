"""A Python: run once, with a few lines that tell what it has."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping

from pydantic import TypeAdapter, ValidationError

from advisor.doctor.seen import Interpreter
from advisor.model.unknown import Unknown

PYTHON_SECONDS = 30.0
PACKAGES = (
    *("apache-flink", "pemja", "psycopg2-binary", "psycopg2"),
    *("orjson", "tenacity", "cachetools", "pydantic", "pyyaml"),
)
# Runs in the Python that is looked at, whatever its version: plain and old-fashioned.
_SCRIPT = """
import json, sys
try:
    from importlib import metadata
except ImportError:
    metadata = None
def version(name):
    try:
        return metadata.version(name)
    except Exception:
        return None
def supported():
    try:
        kinds = metadata.metadata("apache-flink").get_all("Classifier") or []
    except Exception:
        return []
    versions = [kind.rpartition(" ")[2] for kind in kinds if kind.startswith("Programming Language :: Python :: 3.")]
    return versions
try:
    import pyflink.version
    fault = None
except Exception as error:
    fault = type(error).__name__ + ": " + str(error)
print(json.dumps({
    "version": "%d.%d.%d" % sys.version_info[:3],
    "packages": {name: version(name) for name in sys.argv[1:]},
    "pyflink": fault,
    "supported": supported(),
}))
"""
_ADAPTER = TypeAdapter(Interpreter)


def run_python(executable: str, environ: Mapping[str, str]) -> Interpreter | Unknown:
    """What this Python says of itself."""
    try:
        done = subprocess.run(
            [executable, "-c", _SCRIPT, *PACKAGES],
            env=dict(environ),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PYTHON_SECONDS,
            check=False,
        )
    except OSError as error:
        return Unknown(f"cannot be run ({error.strerror})")
    except subprocess.TimeoutExpired:
        return Unknown(f"did not answer within {PYTHON_SECONDS:.0f} s")
    try:
        return _ADAPTER.validate_python(json.loads(done.stdout))
    except (ValueError, ValidationError):
        said = (done.stderr or done.stdout).strip().splitlines()
        return Unknown(f"is no Python that works ({said[-1][:200] if said else f'exit code {done.returncode}'})")
