"""A consumer and a producer as they should be, of confluent-kafka."""

import os

import psycopg2
from confluent_kafka import Consumer, Producer

connection = psycopg2.connect("host=db")
consumer = Consumer(
    {
        "bootstrap.servers": os.environ["BOOTSTRAP"],
        "group.id": "orders",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        "partition.assignment.strategy": "cooperative-sticky",
        "session.timeout.ms": 45_000,
        "max.poll.interval.ms": 300_000,
        "fetch.min.bytes": 64 * 1024,
        "fetch.wait.max.ms": 500,
        "queued.max.messages.kbytes": 65536,
    }
)
producer = Producer(
    {
        "bootstrap.servers": os.environ["BOOTSTRAP"],
        "linger.ms": 10,
        "batch.size": 256 * 1024,
        "compression.type": "lz4",
        "enable.idempotence": True,
        "max.in.flight.requests.per.connection": 5,
        "queue.buffering.max.kbytes": 65536,
        "statistics.interval.ms": 60_000,
    }
)
for message in consumer.consume(num_messages=500, timeout=1.0):
    connection.cursor().execute("INSERT INTO orders VALUES (%s)", (message.value(),))
