"""The settings of the tutorial's producer that is to be repaired."""

from confluent_kafka import Producer

producer = Producer(
    {
        "bootstrap.servers": "localhost:9092",
        "linger.ms": 0,
        "batch.size": 1024,
        "compression.type": "none",
    }
)
