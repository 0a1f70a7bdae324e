"""What `advisor render` writes, used as it is: Flink takes it, the job starts with it, Prometheus finds its metrics."""

import json
import os
import re
import subprocess
import sys
from contextlib import closing

import pytest
import requests
import yaml

from advisor.profile.render.gc_flags import jvm_flags
from advisor.profile.schema.jvm import GcLog, Jvm
from lab import client, example
from lab.java import java_home
from lab.orders import bad_orders, good_orders
from lab.other_flink import JOB_MANAGER, TASK_MANAGER, distribution
from lab.producer import produce
from lab.prometheus import find_binary
from lab.stack import flink
from lab.stack.ports import answers, choose_ports
from tests.integration.rendered import (
    Rendered,
    as_flink_says,
    assert_flags_are_in_force,
    cluster_settings,
    jvm,
    resources,
    running,
    wait_for,
)

pytestmark = pytest.mark.stack

TOPIC = "rendered_orders"
TABLE = "rendered_orders"
ORDERS = list(good_orders(20_000, keys=5_000))


def render_all(work, environment):
    """Every target of the shipped local profile, with free ports, a GC log and Flink's reporter; then never edited."""
    for name in ("gc", "state"):
        (work / name).mkdir()
    ports = choose_ports(("rest", "jobmanager", "reporter", "prometheus"), {}, ())
    reporters = [f"127.0.0.1:{port}" for port in (ports["reporter"], ports["reporter"] + 1)]
    out = work / "out"
    changes = {
        "kafka": {
            "topic": TOPIC,
            "group_id": TOPIC,
            "dead_letter_topic": f"{TOPIC}_dead_letters",
            "start_from": "earliest",
        },
        "database": {"table": TABLE},
        "jvm": {"gc_log": {"dir": str(work / "gc"), "files": 3, "size": "5M"}, "flags": ["-XX:+AlwaysPreTouch"]},
        "python": {
            "executable": sys.executable,
            "client_executable": sys.executable,
            "files": [str(client.package_jobs(work))],
        },
        "deployment": {
            "jobmanager": "127.0.0.1",
            "settings": str(out / "job.yaml"),
            "state_dir": (work / "state").as_uri(),
            "prometheus": {"port": ports["reporter"], "ports": 2, "targets": reporters},
        },
        "flink": {
            "rest.port": ports["rest"],
            "rest.bind-port": str(ports["rest"]),
            "jobmanager.rpc.port": ports["jobmanager"],
            "io.tmp.dirs": str(work),
            "taskmanager.memory.process.size": "1500 mb",
        },
    }
    profile = example.write_profile(work / "profile.yaml", "local.yaml", changes)
    client.run([str(client.ADVISOR), "render", str(profile), "--out", str(out), "--all"], environment)
    return Rendered(out, work, ports, flink.environment(work / "home"))


@pytest.fixture(scope="module")
def rendered(stack, tmp_path_factory):
    """Rendered for the stack's Kafka and Postgres, where topics and table are."""
    example.create_topic(stack, TOPIC, 2)
    example.create_topic(stack, f"{TOPIC}_dead_letters", 1)
    example.create_table(stack, TABLE)
    return render_all(tmp_path_factory.mktemp("rendered"), stack.profile_environment())


@pytest.fixture(scope="module")
def cluster(rendered):
    """Flink 2.3, started by its own scripts, with the rendered config.yaml in the place of the shipped one."""
    parts = flink.parts(rendered.work / "home", rendered.ports, 1, {})
    parts[0].prepare()
    (rendered.work / "home" / "flink" / "conf" / "config.yaml").write_text(rendered.text("config.yaml"))
    with running([(part.command, part.environment, part.log) for part in parts]) as started:
        wait_for(lambda: all(part.ready() for part in parts), "Flink 2.3", parts[-1].log)
        yield dict(zip((part.name for part in parts), started, strict=True))


def test_flink_2_takes_every_key_of_the_rendered_file(rendered, cluster):
    """Read back from the JobManager."""
    said = yaml.safe_load(rendered.text("config.yaml"))
    taken = cluster_settings(rendered.rest)
    assert {key: taken.get(key) for key in said} == {key: as_flink_says(value) for key, value in said.items()}
    assert len(said) > 20


def test_every_gc_flag_is_seen_by_the_taskmanagers_jvm(rendered, cluster):
    """Not only on its command line: Flink lets the JVM ignore what it does not know."""
    options = yaml.safe_load(rendered.text("config.yaml"))["env.java.opts.taskmanager"]
    pid = cluster["taskmanager-1"].pid
    assert_flags_are_in_force(pid, options, rendered.work / "gc")
    assert "--add-opens=java.base/java.lang=ALL-UNNAMED" in jvm(pid, "VM.command_line")


@pytest.mark.parametrize("gc", ["parallel", "zgc"])
def test_the_other_collectors_start_too(gc, tmp_path):
    """With the flags for the JDK that is here, and its log in its folder."""
    java = java_home(os.environ) / "bin" / "java"
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
    jdk = int(re.search(r'version "(\d+)', told).group(1))
    flags = jvm_flags(Jvm(jdk=jdk, gc=gc, max_gc_pause_ms=70, gc_log=GcLog(dir=str(tmp_path))), ())
    done = subprocess.run(
        [java, *flags, "-XX:+PrintFlagsFinal", "-version"], capture_output=True, text=True, check=True, timeout=60
    )
    for flag in (each for each in flags if each.startswith("-XX:+")):
        assert re.search(rf"\b{flag.removeprefix('-XX:+')}\s+= true", done.stdout)
    assert [path.name.startswith("gc-") for path in tmp_path.iterdir()] == [True]


@pytest.fixture(scope="module")
def job(stack, rendered, cluster):
    """The job, submitted by the rendered script and fed until it has written rows and refused records."""
    produce(stack.bootstrap_servers, TOPIC, ORDERS)
    produce(stack.bootstrap_servers, TOPIC, [bad.value for bad in bad_orders(20)])
    done = subprocess.run(
        ["sh", str(rendered.out / "flink-run" / "flink-run.sh")],
        env={**os.environ, **rendered.environment, **stack.profile_environment()},
        cwd=client.REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    found = re.search(r"JobID ([0-9a-f]{32})", done.stdout)
    assert found, done.stdout[-2000:] + done.stderr[-2000:]
    return found.group(1)


def test_the_rendered_line_submits_the_job_as_the_profile_says(stack, rendered, job):
    """It runs, and writes; what only a job can be told has arrived."""
    log = rendered.work / "home" / "logs" / "taskmanager-1.log"
    wait_for(lambda: requests.get(f"{rendered.rest}/jobs/{job}", timeout=5).json()["state"] == "RUNNING", "it", log)
    checkpoints = requests.get(f"{rendered.rest}/jobs/{job}/checkpoints/config", timeout=5).json()
    assert (checkpoints["interval"], checkpoints["tolerable_failed_checkpoints"]) == (10_000, 100)

    def rows():
        with closing(stack.postgres.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {TABLE}")
            return cursor.fetchone()[0]

    wait_for(lambda: rows() == len({order.key for order in ORDERS}), "every row", log)


@pytest.fixture(scope="module")
def prometheus(rendered, job):
    """A real Prometheus with the rendered files; only the pace is another, since 15 s are long for a test."""
    binary = find_binary("prometheus")
    if binary is None:
        pytest.skip("no prometheus on this machine and no apt to fetch Debian's package")
    folder = rendered.work / "prometheus"
    folder.mkdir()
    for file in ("prometheus.yaml", "rules.yaml"):
        (folder / file).write_text(rendered.text(f"prometheus/{file}").replace("15s", "1s"))
    address = f"127.0.0.1:{rendered.ports['prometheus']}"
    command = [
        str(binary),
        f"--config.file={folder / 'prometheus.yaml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={address}",
    ]
    log = folder / "prometheus.log"
    with running([(command, {}, log)]):

        def ask(path, **params):
            answer = requests.get(f"http://{address}/api/v1/{path}", params=params, timeout=10).json()
            assert answer["status"] == "success", answer
            return answer["data"]

        wait_for(lambda: answers(rendered.ports["prometheus"]) and ask("targets"), "Prometheus", log)
        up = "sum(up) == 2 and on() count(flink_taskmanager_job_task_operator_rows_written) > 0"
        wait_for(lambda: ask("query", query=up)["result"], "both targets up", log)
        yield ask


def expressions(rendered):
    """Every PromQL expression of the alerts and of the dashboard."""
    (group,) = yaml.safe_load(rendered.text("prometheus/rules.yaml"))["groups"]
    panels = json.loads(rendered.text("grafana/dashboard.json"))["panels"]
    return [rule["expr"] for rule in group["rules"]] + [query["expr"] for each in panels for query in each["targets"]]


def test_every_metric_of_alerts_and_dashboard_is_one_that_flink_reports(rendered, prometheus):
    """Under exactly that name and that job."""
    asked = {name for each in expressions(rendered) for name in re.findall(r"\bflink_\w+", each)}
    assert len(asked) > 20
    reported = set(prometheus("label/__name__/values"))
    assert sorted(asked - reported) == []
    jobs = set(prometheus("label/job_name/values"))
    assert "orders" in jobs


def test_prometheus_evaluates_every_rule_and_every_panel(rendered, prometheus):
    """Without an error; and the panels that show a state have one to show."""
    (group,) = prometheus("rules")["groups"]
    assert {rule["name"]: rule.get("lastError") for rule in group["rules"] if rule.get("lastError")} == {}
    assert [rule["name"] for rule in group["rules"] if rule["state"] == "firing"] == []
    for each in expressions(rendered):
        prometheus("query", query=each)
    busy = prometheus(
        "query", query='avg by (task_name) (flink_taskmanager_job_task_busyTimeMsPerSecond{job_name="orders"})'
    )
    names = " ".join(sorted(result["metric"]["task_name"] for result in busy["result"]))
    assert all(operator in names for operator in ("kafka_source", "enrichment", "jdbc_sink")), names


def test_flink_1_20_takes_every_key_of_the_rendered_file(tmp_path):
    """Its jars alone, started as its scripts do it; read back from JobManager and JVM."""
    rendered = render_all(tmp_path, {"NARROWS_PASSWORD_FILE": "/nowhere"})
    conf, log = tmp_path / "conf", tmp_path / "taskmanager.log"
    conf.mkdir()
    text = rendered.text("flink-conf.yaml")
    (conf / "flink-conf.yaml").write_text(text)
    said = dict(line.split(": ", 1) for line in text.splitlines() if line and not line.startswith("#"))
    options, jars = said["env.java.opts.taskmanager"], distribution("1.20.1")
    java = [str(java_home(os.environ) / "bin" / "java"), *said["env.java.opts.all"].split()]
    memory, sizes = resources(jars, conf)
    program = ["-cp", f"{jars}/lib/*"]
    manager = [*java, "-Xmx512m", *program, JOB_MANAGER, "--configDir", str(conf)]
    worker = [*java, "-XX:+IgnoreUnrecognizedVMOptions", *memory, *options.split(), *program, TASK_MANAGER]
    commands = [
        (manager, {}, tmp_path / "jobmanager.log"),
        ([*worker, "--configDir", str(conf), *sizes], {}, log),
    ]
    rest = rendered.rest
    with running(commands) as (_, task_manager):
        wait_for(lambda: requests.get(f"{rest}/overview", timeout=2).json()["taskmanagers"] == 1, "Flink 1.20", log)
        assert requests.get(f"{rest}/overview", timeout=5).json()["flink-version"] == "1.20.1"
        taken = cluster_settings(rest)
        assert {key: taken.get(key) for key in said} == said
        assert_flags_are_in_force(task_manager.pid, options, tmp_path / "gc")
