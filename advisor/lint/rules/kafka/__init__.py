"""Settings of a Kafka consumer or producer, of Java's client or librdkafka (confluent-kafka)."""

from advisor.lint.subjects import KafkaClient

SUBJECT = KafkaClient
