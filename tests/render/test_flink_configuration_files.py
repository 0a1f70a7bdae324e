"""config.yaml and flink-conf.yaml hold Flink's keys: the profile's own, and those that its sections stand for."""

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.profile.profile import load_profile
from advisor.profile.render import flink_conf, render_profile
from advisor.profile.render.escape import CannotSay, flat
from advisor.profile.render.flink_1x import flink_1x
from advisor.profile.render.flink_settings import job_settings

PLAIN = load_profile(flink_conf() / "profiles" / "base.yaml", {}).model_copy(update={"jvm": None})
LOOPBACK = {
    "jobmanager.rpc.address": "localhost",
    "jobmanager.bind-host": "localhost",
    "rest.address": "localhost",
    "rest.bind-address": "localhost",
    "taskmanager.bind-host": "localhost",
    "taskmanager.host": "localhost",
}
DATA = Path(__file__).parents[2] / "advisor" / "lint" / "known" / "data"
REPORTER = "org.apache.flink.metrics.prometheus.PrometheusReporterFactory"
KEYS = st.from_regex(r"\A[\w.\-:#{}'\"&*!|>%@`,\[\]]{1,255}\Z")
VALUES = st.one_of(st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))


def config(profile, name="p"):
    return yaml.safe_load(render_profile(profile, name)["config.yaml"])


def flat_file(text):
    """As Flink 1.20's GlobalConfiguration reads it: comments off, cut at the first colon and space."""
    lines = [line.split("#", 1)[0].strip() for line in text.splitlines()]
    pairs = [line.split(": ", 1) for line in lines if line]
    assert all(len(pair) == 2 for pair in pairs)
    return {key.strip(): value.strip() for key, value in pairs}


def test_flinks_own_keys_stand_verbatim():
    """Beside them stand only the addresses that Flink cannot start without, and what opens the JDK to it."""
    read = config(PLAIN)
    assert read.pop("env.java.default-opts.all").startswith("--add-exports=")
    assert read == {**LOOPBACK, **PLAIN.flink}


@given(st.dictionaries(KEYS, VALUES))
def test_flinks_keys_and_values_read_back_as_themselves(keys):
    """However hostile the text."""
    read = config(PLAIN.model_copy(update={"flink": keys}))
    assert {key: read[key] for key in keys} == keys


@given(st.text())
def test_a_profiles_name_cannot_leave_its_comment(name):
    """A file name may hold a line break."""
    assert config(PLAIN, name) == config(PLAIN)


def test_the_jdk_is_opened_as_flinks_own_file_does_it():
    """A cluster without these flags fails late and in odd places; they are not where users' flags go."""
    wheel = find_spec("pyflink")  # not imported: that takes a second
    assert wheel
    shipped = yaml.safe_load((Path(wheel.origin).parent / "conf" / "config.yaml").read_text())
    ours = config(PLAIN)["env.java.default-opts.all"].split()
    assert set(shipped["env"]["java"]["opts"]["all"].split()) <= set(ours)
    assert "env.java.opts.all" not in config(PLAIN)


@pytest.mark.parametrize(
    ("section", "keys"),
    [
        ({"python": {"mode": "thread"}}, {"python.execution-mode": "thread"}),
        (
            {"python": {"executable": "/opt/venv/bin/python", "client_executable": "python3.11"}},
            {"python.executable": "/opt/venv/bin/python", "python.client.executable": "python3.11"},
        ),
        (
            {"python": {"worker_memory": "512 mb"}},
            {"taskmanager.memory.task.off-heap.size": "512 mb", "python.fn-execution.memory.managed": False},
        ),
        (
            {"deployment": {"state_dir": "s3://bucket/orders/"}},
            {
                "execution.checkpointing.dir": "s3://bucket/orders/checkpoints",
                "execution.checkpointing.savepoint-dir": "s3://bucket/orders/savepoints",
            },
        ),
        (
            {"deployment": {"prometheus": {"port": 9260}}},
            {"metrics.reporter.prom.factory.class": REPORTER, "metrics.reporter.prom.port": "9260-9261"},
        ),
        (
            {"deployment": {"prometheus": {"ports": 1}}},
            {"metrics.reporter.prom.factory.class": REPORTER, "metrics.reporter.prom.port": 9249},
        ),
        (
            {"deployment": {"prometheus": {"ports": 3}}},
            {"metrics.reporter.prom.factory.class": REPORTER, "metrics.reporter.prom.port": "9249-9251"},
        ),
        ({"jvm": {"gc": "parallel"}}, {"env.java.opts.taskmanager": "-XX:+UseParallelGC -XX:MaxGCPauseMillis=100"}),
        ({"jvm": None}, {}),
    ],
)
def test_each_section_stands_for_keys_of_flink(profile, section, keys):
    """Nothing that is not set is written, so Flink's defaults stay Flink's."""
    read, plain = config(profile(**section)), config(PLAIN)
    assert {key: read[key] for key in keys} == keys
    assert set(read) - set(plain) - {"env.java.opts.taskmanager"} <= set(keys)


def test_what_stands_under_flink_wins(profile):
    """It is the last word, and where `advisor apply` writes."""
    own = {
        "python.execution-mode": "process",
        "rest.bind-address": "10.0.0.1",
        "env.java.opts.taskmanager": "-XX:+UseZGC",
    }
    read = config(profile(python={"mode": "thread"}, flink=own))
    assert {key: read[key] for key in own} == own


def test_a_jobmanager_elsewhere_is_bound_by_its_owner(profile):
    """On loopback everything listens on loopback only: whoever reaches Flink's REST port can run code."""
    read = config(profile(deployment={"jobmanager": "jm.example"}))
    assert (read["jobmanager.rpc.address"], read["rest.address"]) == ("jm.example", "jm.example")
    assert not {"rest.bind-address", "jobmanager.bind-host", "taskmanager.host"} & set(read)


def test_the_older_flinks_get_their_older_names(rendered):
    """1.18 does not know `execution.checkpointing.dir`, and would leave it out in silence."""
    text = rendered(
        "flink-conf.yaml", deployment={"state_dir": "file:///state"}, flink={"execution.checkpointing.num-retained": 3}
    )
    read = flat_file(text)
    assert read["state.checkpoints.dir"] == "file:///state/checkpoints"
    assert read["state.savepoints.dir"] == "file:///state/savepoints"
    assert read["state.checkpoints.num-retained"] == "3"
    assert read["restart-strategy.type"] == "exponential-delay"
    assert read["env.java.opts.taskmanager"] == "-XX:+UseG1GC -XX:MaxGCPauseMillis=100"
    assert "execution.checkpointing.dir" not in read


def test_the_older_file_has_no_quotes(rendered):
    """It is no YAML: Flink would take them for a part of the value."""
    assert '"' not in re.sub("^#.*$", "", rendered("flink-conf.yaml"), flags=re.MULTILINE)


@given(st.text() | VALUES)
def test_a_value_of_the_older_file_reads_back_or_is_refused(value):
    """Never cut in silence, as at a `#`."""
    try:
        said = flat(value)
    except BadInput:
        said = None
    expected = str(value).lower() if isinstance(value, bool) else str(value)
    assert said is None or flat_file(f"key: {said}") == {"key": expected}


@given(st.from_regex(r"\A[\w:/.,;=%@+-]+( [\w:/.,;=%@+-]+)*\Z"))
def test_an_ordinary_value_of_the_older_file_is_not_refused(value):
    """Addresses, durations, JVM flags."""
    assert flat(value) == value


@pytest.mark.parametrize("value", ["a#b", "two\nlines", "", " padded "])
def test_what_the_older_file_cannot_say_is_refused(rendered, value):
    """One sentence with the key, the value and the reason."""
    with pytest.raises(CannotSay, match=r"^some.key: flink-conf.yaml cannot say .* it knows no quotes"):
        rendered("flink-conf.yaml", flink={"some.key": value})


def test_a_submission_says_only_what_is_its_jobs_to_say():
    """Memory, slots and ports are the cluster's, and are read when it starts."""
    settings = {
        "execution.checkpointing.interval": "10 s",
        "python.execution-mode": "thread",
        "restart-strategy.type": "none",
        "taskmanager.numberOfTaskSlots": 4,
        "rest.port": 8081,
        "env.java.opts.taskmanager": "-Xmx1g",
    }
    assert list(job_settings(settings)) == [
        "execution.checkpointing.interval",
        "python.execution-mode",
        "restart-strategy.type",
    ]


def test_every_key_that_was_renamed_since_1_18_gets_its_former_name():
    """As Flink 2.3 itself lists them, where 1.18 and 1.20 know the former name."""
    options = {version: known_options(version) for version in ("1.18", "1.20", "2.3")}

    def known(version, key):
        return key in options[version] or any(key in each.get("former", ()) for each in options[version].values())

    for key, option in options["2.3"].items():
        former = [name for name in option.get("former", ()) if name in options["1.18"] and known("1.20", name)]
        if former and not known("1.18", key):
            ((renamed, _),) = flink_1x({key: "x"}).items()
            assert renamed in former
    for key in ("taskmanager.numberOfTaskSlots", "env.java.opts.all", "restart-strategy.type", "somebody.elses"):
        assert flink_1x({key: "x"}) == {key: "x"}


def known_options(version):
    return json.loads((DATA / f"flink-{version}.json").read_text())["options"]


def test_two_keys_that_are_one_in_the_older_flink_must_agree():
    """Else one of them would win in silence."""
    both = {"execution.checkpointing.dir": "s3://a", "state.checkpoints.dir": "s3://a"}
    assert flink_1x(both) == {"state.checkpoints.dir": "s3://a"}
    with pytest.raises(BadInput, match=r"^state.checkpoints.dir: is 's3://b', and Flink 1.x has only"):
        flink_1x({**both, "state.checkpoints.dir": "s3://b"})
