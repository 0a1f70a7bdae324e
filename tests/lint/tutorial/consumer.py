"""The settings of the tutorial's consumer that is meant to be good."""

from confluent_kafka import Consumer

consumer = Consumer(
    {
        "bootstrap.servers": "kafka1:9092,kafka2:9092,kafka3:9092",
        "group.id": "order-processor",
        "fetch.max.bytes": 104857600,
        "max.partition.fetch.bytes": 10485760,
        "fetch.min.bytes": 65536,
        "fetch.wait.max.ms": 500,
        "max.poll.records": 2000,
        "max.poll.interval.ms": 300000,
        "session.timeout.ms": 45000,
        "enable.auto.commit": False,
    }
)
