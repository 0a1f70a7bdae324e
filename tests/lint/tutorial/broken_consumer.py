"""The settings of the tutorial's consumer that is to be repaired, and what its program does with the records."""

import psycopg2
from confluent_kafka import Consumer

connection = psycopg2.connect("host=localhost")
consumer = Consumer(
    {
        "bootstrap.servers": "localhost:9092",
        "group.id": "transaction-processor",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": True,
        "max.poll.records": 1,
    }
)
connection.cursor().execute("INSERT INTO transactions VALUES (%s)", (1,))
