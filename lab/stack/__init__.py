"""The local stack: Kafka, Flink and Postgres for real, on loopback, without containers."""

from lab.stack.stack import Stack

__all__ = ["Stack"]
