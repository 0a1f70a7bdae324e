"""Prometheus' files and the dashboard; promtool has the last word where there is one."""

import json
import re
import subprocess

import pytest
import yaml

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


def test_the_reporter_has_a_section_of_its_own_for_a_cluster_that_is_there(rendered):
    """The same keys as in config.yaml."""
    found = yaml.safe_load(rendered("prometheus/reporter.yaml", **REPORTED))
    assert found["metrics.reporter.prom.port"] == 9249
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


@pytest.mark.parametrize("name", ["orders", HOSTILE])
def test_promtool_takes_the_scrape_file_and_the_rules(profile, tmp_path, name):
    """Prometheus' own tool, from Debian's package."""
    promtool = find_binary("promtool")
    if promtool is None:
        pytest.skip(
            "no promtool on this machine and no apt to fetch Debian's package: the files were read as YAML only"
        )
    files = render_profile(profile(**REPORTED, job={"name": name}), "p", targets=["prometheus"])
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
