"""Flink's own keys, wherever they stand: config.yaml, flink-conf.yaml, a FlinkDeployment, a profile."""

from advisor.lint.subjects import FlinkConfig

SUBJECT = FlinkConfig
