"""What Flink cannot start with is refused; what it reads, in any of its spellings, is not."""

import pytest

from advisor.lint.known import read_data
from advisor.lint.known.flink import VERSIONS
from advisor.profile.flink_values import _OF_PROCESS, _bytes, too_small_memory, unreadable_values
from advisor.profile.profile import load_profile

MEMORY = "taskmanager.memory."


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("execution.checkpointing.interval", "10 secs"),
        ("execution.checkpointing.interval", "10s"),
        ("execution.checkpointing.interval", 10_000),
        ("execution.checkpointing.interval", "PT10S"),
        ("execution.checkpointing.timeout", "2 Minutes"),
        ("restart-strategy.type", "exponentialdelay"),
        ("restart-strategy.type", "OFF"),
        ("restart-strategy", "com.example.OurStrategyFactory"),
        ("taskmanager.numberOfTaskSlots", "4"),
        ("taskmanager.memory.process.size", "2 gb"),
        ("taskmanager.memory.process.size", "2048 MebiBytes"),
        ("taskmanager.memory.process.size", "1728m"),
        ("taskmanager.memory.network.fraction", "0.2"),
        ("jobmanager.memory.process.size", 1_600_000_000),
        ("somebody.elses.interval", "whenever"),
    ],
)
def test_what_flink_reads_is_no_fault(key, value):
    """Nor is a value of a key that is not known to be one of these kinds."""
    assert list(unreadable_values({key: value})) == []


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("execution.checkpointing.interval", "10 secs and", "must be a duration, such as 10 s"),
        ("execution.checkpointing.interval", "1.5 s", "must be a duration, such as 10 s"),
        ("taskmanager.numberOfTaskSlots", "four", "must be a whole number, such as 4"),
        ("taskmanager.numberOfTaskSlots", 0, "must be at least 1"),
        ("taskmanager.memory.process.size", "2 gigs", "must be a size, such as 512 mb"),
        ("jobmanager.memory.jvm-overhead.max", "lots", "must be a size, such as 512 mb"),
        (
            "restart-strategy.type",
            "exponential",
            "must be a value of it, such as none, off, disable, fixeddelay, fixed-delay, failurerate, failure-rate, "
            "exponentialdelay, exponential-delay",
        ),
    ],
)
def test_what_flink_cannot_read_is_told_with_what_it_wants(key, value, sentence):
    """It would end with an exception when it starts, or when the job is submitted."""
    assert list(unreadable_values({key: value})) == [(key, f"is {str(value)!r}, {sentence}")]


def test_what_the_parts_of_memory_take_is_flinks_own_default():
    """Of every listed version that has the key."""
    for version in VERSIONS:
        known = read_data(f"flink-{version}")["options"]
        for part, least in _OF_PROCESS.items():
            default = known[f"{MEMORY}{part}"].get("default", "0 bytes")
            assert _bytes({"x": default}, "x", None) == least


@pytest.mark.parametrize(
    "memory",
    [
        {},
        {"process.size": "2 gb"},
        {"process.size": "768 mb"},
        {"flink.size": "320 mb"},
        {"process.size": "2 gb", "flink.size": "1 gb"},
        {"process.size": "${X}"},
        {
            "process.size": "300 mb",
            "jvm-overhead.min": "16 mb",
            "jvm-metaspace.size": "64 mb",
            "network.min": "16 mb",
            "framework.heap.size": "64 mb",
            "framework.off-heap.size": "64 mb",
        },
    ],
)
def test_memory_that_its_parts_fit_in_is_no_fault(memory):
    """By the least that each of them takes."""
    assert list(too_small_memory({f"{MEMORY}{key}": value for key, value in memory.items()})) == []


@pytest.mark.parametrize(
    ("memory", "key", "sentence"),
    [
        (
            {"process.size": "300 mb", "task.off-heap.size": "3 gb"},
            "process.size",
            "is 300 mb, and the parts of it take 3840 mb at least, taskmanager.memory.task.off-heap.size alone "
            "3072 mb; the TaskManager would not start",
        ),
        (
            {"process.size": "2 gb", "flink.size": "4 gb"},
            "flink.size",
            "is 4096 mb, more than taskmanager.memory.process.size (2048 mb), which contains it; "
            "unset one of the two with null",
        ),
        (
            {"flink.size": "1 gb", "managed.size": "1 gb"},
            "flink.size",
            "is 1024 mb, and the parts of it take 1344 mb at least, taskmanager.memory.managed.size alone 1024 mb; "
            "the TaskManager would not start",
        ),
    ],
)
def test_memory_that_is_less_than_its_parts_is_told(memory, key, sentence):
    """With what takes the most of it."""
    settings = {f"{MEMORY}{part}": value for part, value in memory.items()}
    assert list(too_small_memory(settings)) == [(f"{MEMORY}{key}", sentence)]


def test_the_python_workers_memory_is_a_part_of_it(profiles):
    """And a value that depends on a variable which is not set is not judged."""
    text = "extends: base.yaml\npython: {{worker_memory: {}}}\nflink: {{taskmanager.memory.process.size: {}}}\n"
    assert load_profile(profiles(text.format("1 gb", "2 gb")), {}).python.worker_memory == "1 gb"
    with pytest.raises(Exception, match=r"process.size: is 300 mb, and the parts of it take 3840 mb at least"):
        load_profile(profiles(text.format("3 gb", "300 mb")), {})
