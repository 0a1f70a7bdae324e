"""Reads configuration files before anything runs, and says which settings are dead, renamed, without effect or harmful.

    files -> read/ (which kind, which settings, where each stands) -> rules/ -> findings -> formats/

`known/` holds what Flink, the JDKs and the Kafka clients themselves say that they know.
"""
