"""Reads a Flink job's REST API, names the operator that limits it, and says what to change."""
