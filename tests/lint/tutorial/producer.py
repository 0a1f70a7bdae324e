"""The settings of the tutorial's producer that is meant to be good."""

from confluent_kafka import Producer

producer = Producer(
    {
        "bootstrap.servers": "kafka1:9092,kafka2:9092,kafka3:9092",
        "batch.size": 262144,
        "linger.ms": 10,
        "compression.type": "lz4",
        "max.in.flight.requests.per.connection": 5,
        "enable.idempotence": True,
        "buffer.memory": 67108864,
        "max.block.ms": 60000,
    }
)
