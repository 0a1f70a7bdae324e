"""Keys that no Flink knows: first those that look like it."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "unknown_flink_key"


@pytest.mark.parametrize(
    "key",
    [
        "metrics.reporter.prom.port",
        "metrics.reporter.my_own.interval",
        "traces.reporter.otel.factory.class",
        "s3.access-key",
        "fs.s3a.endpoint",
        "env.java.opts.taskmanager",
        "env.log.dir",
        "env.MY_VARIABLE",
        "restart-strategy.com.acme.delay",
        "yarn.nodemanager.vmem-check-enabled",
        "metrics.scope.jm-job",
        "metrics.scope.jm.job",
        "metrics.reporter.prom.factory.clas",
        "table.exec.iceberg.use-flip27-source",
        "table.exec.hive.fallback-mapred-reader",
        "containerized.taskmanager.env.LD_PRELOAD",
        "external-resource.gpu.amount",
        "kubernetes.operator.savepoint.history.max.age",
        "job.autoscaler.enabled",
        "kubernetes.jobmanager.annotations.team",
        "flink.hadoop.dfs.replication",
        "yarn.tags",
        "restart-strategy.type",
        "state.backend.rocksdb.memory.managed",
        "table.exec.mini-batch.enabled",
        "python.execution-mode",
        "my.own.key",
        "logger.kafka.level",
    ],
)
@pytest.mark.parametrize("flink", ["1.20", "2.2", "2.3"])
def test_what_somebody_reads_is_known(key, flink):
    """Reporters, file systems, entries of maps, the operator's, the user's own."""
    assert told(RULE, f"rest.port: 8081\n{key}: x\n", "config.yaml", flink=flink) == []


def test_keys_of_another_flink_have_rules_of_their_own():
    """Former names and dropped keys."""
    text = "rest.port: 8081\nakka.ask.timeout: 1 s\ncluster.evenly-spread-out-slots: true\n"
    assert told(RULE, text, "config.yaml") == []


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("taskmanager.numberOfTaskSlot", "taskmanager.numberOfTaskSlots"),
        ("taskmanager.numberoftaskslots", "taskmanager.numberOfTaskSlots"),
        ("jobmanager.rpc.adress", "jobmanager.rpc.address"),
        ("execution.checkpoint.interval", "execution.checkpointing.interval"),
        ("taskmanager.memory.proces.size", "taskmanager.memory.process.size"),
        ("parallelism.defualt", "parallelism.default"),
        ("env.java.opts.taskmanagr", "env.java.opts.taskmanager"),
        ("env.java.opt.all", "env.java.opts.all"),
        ("restart-strategy.fixed-delay.atempts", "restart-strategy.fixed-delay.attempts"),
        ("yarn.aplication.queue", "yarn.application.queue"),
    ],
)
def test_a_misspelt_key_gets_the_nearest_one(key, meant):
    """A warning: the default is in force."""
    (fault,) = faults(RULE, f"rest.port: 8081\n{key}: 4\n", "config.yaml")
    assert (fault.place.line, fault.severity, fault.instead) == (2, None, f"{meant} (is this what was meant?)")


def test_nested_keys_are_told_where_they_stand():
    """As Flink 2 writes them."""
    text = "taskmanager:\n  numberOfTaskSlots: 1\n  memory:\n    proces:\n      size: 2g\n"
    assert told(RULE, text, "config.yaml") == [(5, "taskmanager.memory.proces.size")]


def test_a_key_like_no_other_is_info_where_flink_owns_its_first_word():
    """It does nothing, but nobody can say what was meant."""
    (fault,) = faults(RULE, "rest.port: 8081\ntaskmanager.frobnicate-all: 4\n", "config.yaml")
    assert fault.severity == "info"


def test_a_byte_order_mark_hides_the_first_key_of_a_flink_conf():
    """Flink 1.x takes it for a letter."""
    (fault,) = faults(RULE, "\ufeffrest.port: 1\njobmanager.rpc.port: 1\n", "flink-conf.yaml")
    assert (fault.place.line, fault.instead.startswith("rest.port without")) == (1, True)
