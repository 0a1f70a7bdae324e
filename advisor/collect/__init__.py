"""The edges inward: Flink's REST API and Postgres, read into the model's values."""
