"""Prometheus' files and the dashboard; promtool has the last word where there is one."""

import json
import re
import subprocess

import pytest
import yaml

from advisor.errors import BadInput
from advisor.profile.profile import load_profile
from advisor.profile.render import LacksSetting, find_targets, flink_conf, render_profile
from lab.prometheus import find_binary

REPORTED = {"deployment": {"prometheus": {"targets": ["jm:9249", "tm-1:9249"]}}}
HOSTILE = 'a"} or vector(1) #{{x}}\\é'.replace(" ", "_")


def alerts(text):
    (group,) = yaml.safe_load(text)["groups"]
    return {rule["alert"]: rule for rule in group["rules"]}


def test_prometheus_scrapes_the_targets_of_the_profile(rendered):
    """And reads the rules beside it."""
    found = yaml.safe_load(rendered("prometheus/prometheus.yaml", **REPORTED))
    assert found["scrape_configs"][0]["static_configs"] == [{"targets": ["jm:9249", "tm-1:9249"]}]
    assert found["rule_files"] == ["rules.yaml"]


def test_every_port_of_the_reporter_is_scraped(rendered):
    """JobManager and TaskManager on one machine have one each; `targets` says where others are."""
    for prometheus, ports in (
        ({"port": 9300}, (9300, 9301)),
        ({"ports": 1}, (9249,)),
        ({"ports": 3}, range(9249, 9252)),
    ):
        found = yaml.safe_load(rendered("prometheus/prometheus.yaml", deployment={"prometheus": prometheus}))
        assert found["scrape_configs"][0]["static_configs"] == [{"targets": [f"localhost:{port}" for port in ports]}]


@pytest.mark.parametrize("target", ["jm:9249", "10.0.0.1:9249", "[::1]:9249", "a-b.example:1"])
def test_an_address_is_a_target(profile, target):
    """As Prometheus takes it."""
    assert profile(deployment={"prometheus": {"targets": [target]}}).deployment.prometheus.addresses == (target,)


@pytest.mark.parametrize(
    ("prometheus", "said"),
    [
        *(
            ({"targets": [target]}, r"targets.0: is '.*', must be host:port, such as jobmanager:9249")
            for target in ("http://x:1/metrics", "x", "x:1/metrics", "u:pw@x:1", ":9249", "x:70000", "x:y")
        ),
        ({"targets": []}, r"targets: is \[\], must be at least one"),
        ({"port": 65535, "ports": 10}, r"ports: is 10, must be at most 1: 65535 is the last port there is"),
    ],
)
def test_what_prometheus_would_not_start_with_is_refused(profile, prometheus, said):
    """By the file that it was written in, not by Prometheus."""
    with pytest.raises(BadInput, match=said):
        profile(deployment={"prometheus": prometheus})


@pytest.mark.parametrize(
    ("interval", "minutes"), [("10 s", 30), ("10 min", 30), ("1 h", 180), ("20 min", 60), ("soon", 30)]
)
def test_a_checkpoint_is_missed_when_three_are(rendered, interval, minutes):
    """One an hour is late after three hours, not after one half."""
    flink = {"execution.checkpointing.interval": interval}
    rule = alerts(rendered("prometheus/rules.yaml", **REPORTED, flink=flink))["FlinkNoCheckpoint"]
    assert f"[{minutes}m]) == 0" in rule["expr"]
    assert f"within {minutes} minutes" in rule["annotations"]["summary"]


def test_the_operator_that_loses_its_connection_is_named(rendered):
    """The lookup retries, too."""
    rule = alerts(rendered("prometheus/rules.yaml", **REPORTED))["FlinkDatabaseRetries"]
    assert rule["expr"].startswith("sum by (operator_name) (increase(")
    assert rule["annotations"]["summary"].startswith("{{ $labels.operator_name }} loses its connection")


@pytest.mark.parametrize(
    ("version", "metric"),
    [
        ("1.18.1", 'rate(label_replace({__name__=~"flink_taskmanager_Status_JVM_GarbageCollector_.+_Time"}'),
        ("1.19.0", "rate(flink_taskmanager_Status_JVM_GarbageCollector_All_Time["),
        ("2.3.0", "rate(flink_taskmanager_Status_JVM_GarbageCollector_All_Time["),
    ],
)
def test_garbage_collection_is_read_from_what_this_flink_reports(rendered, version, metric):
    """1.18 reports each collector by itself; the sum of all came after it."""
    deployment = {**REPORTED["deployment"], "flink_version": version}
    assert metric in alerts(rendered("prometheus/rules.yaml", deployment=deployment))["FlinkCollectsGarbage"]["expr"]
    panels = json.loads(rendered("grafana/dashboard.json", deployment=deployment))["panels"]
    (panel,) = (each for each in panels if each["title"].startswith("Garbage collection"))
    assert metric in panel["targets"][0]["expr"]


def test_the_reporter_has_a_section_of_its_own_for_a_cluster_that_is_there(rendered):
    """The same keys as in config.yaml."""
    found = yaml.safe_load(rendered("prometheus/reporter.yaml", **REPORTED))
    assert found["metrics.reporter.prom.port"] == "9249-9250"
    assert found.items() <= yaml.safe_load(rendered("config.yaml", **REPORTED)).items()


def test_without_a_reporter_there_is_nothing_to_scrape(profile):
    """Said, instead of alerts that can never fire."""
    with pytest.raises(LacksSetting, match=r"deployment\.prometheus is not set"):
        render_profile(profile(), "p", targets=["prometheus"])


def test_alerts_go_by_the_limits_of_the_profile(rendered):
    """The numbers that a plan must respect, too."""
    limits = {"latency_budget_ms": 900, "target_utilization": 0.65}
    found = alerts(rendered("prometheus/rules.yaml", **REPORTED, limits=limits))
    assert found["FlinkLatencyOverBudget"]["expr"].endswith("> 900")
    assert found["FlinkOperatorOverTarget"]["expr"].endswith("> 650.0")
    assert found["FlinkOperatorOverTarget"]["annotations"]["summary"].startswith("{{ $labels.task_name }} is busier")


@pytest.mark.parametrize(
    ("name", "label"), [("orders", "orders"), ("orders-eu", "orders_eu"), ("a😀b", "a__b"), (HOSTILE, None)]
)
def test_a_jobs_name_is_looked_for_as_the_reporter_writes_it(rendered, name, label):
    """Which leaves letters, digits and underscores, so that no name leaves its place in an expression."""
    label = label or re.sub(r"[^a-zA-Z0-9:_]", "_", name)
    for rule in alerts(rendered("prometheus/rules.yaml", **REPORTED, job={"name": name})).values():
        assert re.findall(r'job_name="([^"]*)"', rule["expr"]) in ([label], [])
        assert rule["labels"]["job_name"] == label


def test_the_dashboard_shows_what_a_slow_job_is_asked(rendered):
    """One panel each, in rows of three that do not overlap."""
    found = json.loads(rendered("grafana/dashboard.json"))
    titles = [panel["title"] for panel in found["panels"]]
    assert titles[:3] == ["Busy", "Backpressured", "Idle"]
    assert {"Records waiting in Kafka", "Rows a batch", "Dead letters and retries", "Checkpoint duration"} <= set(
        titles
    )
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in found["panels"]}
    assert len(places) == len({panel["id"] for panel in found["panels"]}) == len(titles)
    assert all(panel["targets"] for panel in found["panels"])


def test_the_dashboard_of_a_hostile_name_is_json_all_the_same(rendered):
    """The title has it as it is, the expressions as the reporter writes it."""
    found = json.loads(rendered("grafana/dashboard.json", job={"name": HOSTILE}))
    assert found["title"] == f"Flink: {HOSTILE}"
    assert HOSTILE not in json.dumps([panel["targets"] for panel in found["panels"]], ensure_ascii=False)


@pytest.mark.parametrize(("name", "version"), [("orders", "2.3.0"), (HOSTILE, "2.3.0"), ("orders", "1.18.1")])
def test_promtool_takes_the_scrape_file_and_the_rules(profile, tmp_path, name, version):
    """Prometheus' own tool, from Debian's package."""
    promtool = find_binary("promtool")
    if promtool is None:
        pytest.skip(
            "no promtool on this machine and no apt to fetch Debian's package: the files were read as YAML only"
        )
    files = render_profile(
        profile(deployment={**REPORTED["deployment"], "flink_version": version}, job={"name": name}),
        "p",
        targets=["prometheus"],
    )
    for file, text in files.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    done = subprocess.run(
        [promtool, "check", "config", tmp_path / "prometheus" / "prometheus.yaml"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(alerts(files['prometheus/rules.yaml']))} rules found" in done.stdout


def test_every_target_is_rendered_from_the_production_profile():
    """What is shipped as an example lacks nothing."""
    environ = {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", "PGHOST": "db"}
    production = load_profile(flink_conf() / "profiles" / "production.yaml", environ)
    assert len(render_profile(production, "production.yaml", targets=find_targets())) == 12


def test_old_flinks_collectors_are_summed_and_fire(profile, tmp_path):
    """Prometheus itself evaluates it: two collectors of 80 ms a second are more than a tenth of the time."""
    promtool = find_binary("promtool")
    if promtool is None:
        pytest.skip("no promtool on this machine and no apt to fetch Debian's package: the expression was only read")
    old = profile(deployment={**REPORTED["deployment"], "flink_version": "1.18.1"})
    (tmp_path / "rules.yaml").write_text(render_profile(old, "p", targets=["prometheus"])["prometheus/rules.yaml"])
    metric = "flink_taskmanager_Status_JVM_GarbageCollector"
    series = [
        {"series": f'{metric}_{name}_Time{{tm_id="tm-1"}}', "values": "0+1200x240"}  # 80 ms in each of 15 s
        for name in ("G1_Young_Generation", "G1_Old_Generation")
    ]
    firing = {
        "exp_labels": {"tm_id": "tm-1", "severity": "warning", "job_name": "orders"},
        "exp_annotations": {"summary": "tm-1 spends more than a tenth of its time on garbage collection."},
    }
    asked = {"eval_time": "40m", "alertname": "FlinkCollectsGarbage", "exp_alerts": [firing]}
    test = {"interval": "15s", "input_series": series, "alert_rule_test": [asked]}
    (tmp_path / "test.yaml").write_text(yaml.safe_dump({"rule_files": ["rules.yaml"], "tests": [test]}))
    done = subprocess.run([promtool, "test", "rules", tmp_path / "test.yaml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
