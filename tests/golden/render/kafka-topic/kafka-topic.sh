#!/bin/sh
# Makes the topics, rendered from profile "production.yaml" by `advisor render`. Change the profile, not this file.
# Running it again changes nothing but the retention. KAFKA_BIN is the folder with Kafka's scripts, when not on the PATH;
# a cluster that wants a password: COMMAND_CONFIG=client.properties.
set -eu
kafka() {
  script=$1
  shift
  "${KAFKA_BIN:+$KAFKA_BIN/}$script" --bootstrap-server kafka:9092 \
    ${COMMAND_CONFIG:+--command-config "$COMMAND_CONFIG"} "$@"
}

kafka kafka-topics.sh --create --if-not-exists --topic orders --partitions 8 --replication-factor 3
kafka kafka-configs.sh --alter --entity-type topics --entity-name orders --add-config retention.ms=604800000

kafka kafka-topics.sh --create --if-not-exists --topic orders_dead_letters --partitions 1 --replication-factor 3
