"""The lists that `python -m lab.known_settings` makes of what the distributions print."""

import json

from lab import known_settings
from lab.flink_options import options_of
from lab.jvm_flags import flags_of
from lab.kafka_options import settings_of


def test_options_keep_default_former_keys_and_maps():
    """One key of several classes is one option; options of tables and Flink's own are left out."""
    printed = (
        "rest.port\tInteger\t8081\tweb.port\t\tfalse\n"
        "rest.port\tInteger\t8081\tjobmanager.web.port\trest.bind-port\tfalse\n"
        "env.map\tMap\t\t\t\ttrue\n"
        "path\tString\t\t\t\tfalse\n"
        "$internal.x.y\tString\t\t\t\tfalse\n"
    )
    assert options_of(printed) == {
        "rest.port": {"default": "8081", "former": ["jobmanager.web.port", "web.port"], "also": ["rest.bind-port"]},
        "env.map": {"map": True, "dead": True},
    }


def test_flags_are_the_names_in_the_second_column():
    """Changed values are marked with a colon."""
    printed = (
        "[Global flags]\n"
        "     bool UseG1GC                                  = true      {product} {ergonomic}\n"
        "   size_t MaxHeapSize                             := 1073741824 {product} {command line}\n"
        "ccstrlist OnError                                  =           {product} {default}\n"
        "openjdk version\n"
    )
    assert flags_of(printed) == ["MaxHeapSize", "OnError", "UseG1GC"]


def test_librdkafkas_table_becomes_roles_defaults_and_aliases():
    """Settings for share groups are marked."""
    printed = (
        "Property | C/P | Range | Default | Importance | Description\n"
        "---------|-----|-------|--------:|------------|------------\n"
        "linger.ms | P | 0 .. 900000 | 5 | high | Alias for `queue.buffering.max.ms`: Delay\n"
        "client.id | * | | rdkafka | low | Identifier\n"
        "max.poll.records | C | 1 .. 9 | 500 | low | x This property is only supported for share consumers. y\n"
    )
    assert settings_of(printed) == {
        "linger.ms": {"roles": ["producer"], "default": "5", "alias": "queue.buffering.max.ms"},
        "client.id": {"roles": ["consumer", "producer"], "default": "rdkafka"},
        "max.poll.records": {"roles": ["consumer"], "default": "500", "share": True},
    }


def test_a_list_is_written_sorted_one_entry_a_line(tmp_path, monkeypatch):
    """A new version's changes can be read."""
    monkeypatch.setattr(known_settings, "DATA", tmp_path)
    known_settings.write("x", {"from": "y", "options": {"b": {}, "a": {"default": "1"}}, "flags": ["d", "c"]})
    text = (tmp_path / "x.json").read_text()
    assert json.loads(text) == {"from": "y", "options": {"a": {"default": "1"}, "b": {}}, "flags": ["c", "d"]}
    assert text.splitlines()[1:5] == ['"options":{', '"a":{"default":"1"},', '"b":{}', "},"]
