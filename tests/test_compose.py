"""The compose file: what can be held against it without a container engine."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def test_every_image_is_pinned_to_a_version():
    """`latest` is another stack tomorrow."""
    images = [service["image"] for service in COMPOSE["services"].values()]
    base = re.search(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert base
    for image in [*images, base.group(1)]:
        assert re.search(r":\d+\.\d+", image), image


def test_every_server_has_a_health_check():
    """The others wait for it; only the one-shot topic creation has none."""
    without = [name for name, service in COMPOSE["services"].items() if "healthcheck" not in service]
    assert without == ["topics"]


def test_ports_are_published_on_loopback_only():
    """A demo database is nobody else's business."""
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert len(ports) == 3
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_no_password_stands_in_the_compose_file():
    """It comes as a secret's file."""
    assert COMPOSE["secrets"] == {"postgres_password": {"file": "./secrets/postgres_password"}}
    passwords = re.findall(r"(\w*PASSWORD\w*): (.*)", (ROOT / "docker-compose.yml").read_text())
    assert {name: value for name, value in passwords if not name.endswith("_FILE")} == {}


def test_docker_compose_accepts_the_file():
    """Where a Docker with compose is installed, it has the last word; this machine's answer is printed either way."""
    docker = shutil.which("docker")
    known = docker and subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0
    if not known:
        pytest.skip("no `docker compose` on this machine: the file's syntax was checked as YAML only")
    checked = subprocess.run(
        [docker, "compose", "config", "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
