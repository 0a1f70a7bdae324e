"""What is read out of a Python program, without running it."""

import pytest

from advisor.errors import BadInput
from advisor.lint.context import Context
from advisor.lint.lint import read_file
from advisor.lint.read.python import read_python
from advisor.lint.subjects import FlinkConfig, KafkaClient
from tests.lint.lint_builder import only, told, values

NOTHING = Context()


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbffrom confluent_kafka import Consumer\nConsumer({'a': 1})\n",
        b"# -*- coding: latin-1 -*-\nName = 'caf\xe9'\nConsumer({'a': 1})\n",
    ],
)
def test_a_program_may_name_its_encoding(tmp_path, raw):
    """As Python reads it."""
    (tmp_path / "p.py").write_bytes(raw)
    assert only(read_file(tmp_path / "p.py", None, NOTHING, {}).subjects, KafkaClient).settings


def test_a_program_in_an_encoding_that_does_not_exist_is_refused(tmp_path):
    """One sentence."""
    (tmp_path / "p.py").write_bytes(b"# coding: nothing\n")
    with pytest.raises(BadInput, match="is no text in the encoding that it names"):
        read_file(tmp_path / "p.py", None, NOTHING, {})


@pytest.mark.parametrize(
    ("text", "found", "complete"),
    [
        ("Consumer({'a': 1, 'b': -2, 'c': 3 * 1024 * 2})", {"a": 1, "b": -2, "c": 6144}, True),
        ("Consumer({'a': f(), 'b': X, 'c': f'{X}'})", {"a": None, "b": None, "c": None}, True),
        ("Consumer({'a': 1, **more})", {"a": 1}, False),
        ("Consumer({'a': 1, KEY: 2})", {"a": 1}, False),
        ("Consumer({'a': 1}, logger=log)", {"a": 1}, False),
        ("conf = {'a': 1}\nConsumer(conf)", {"a": 1}, True),
        ("conf = {'a': 1}\nconf['b'] = 2\nConsumer(conf)", {"a": 1}, False),
        ("conf = {'a': 1}\nconf.update(more)\nConsumer(conf)", {"a": 1}, False),
        ("conf: dict = {'a': 1}\nConsumer(conf)", {"a": 1}, True),
        ("from confluent_kafka import Consumer as C\nC({'a': 1})", {"a": 1}, True),
        ("import confluent_kafka\nconfluent_kafka.Consumer({'a': 1})", {"a": 1}, True),
        ("import confluent_kafka as ck\nck.Consumer({'a': 1})", {"a": 1}, True),
        ("from confluent_kafka import *\nConsumer({'a': 1})", {"a": 1}, True),
        (
            "Consumer({'a': 2**10, 'b': 1 << 4, 'c': 2 * 3 + 4 - 5, 'd': 2**999, 'e': 2.5**2})",
            {"a": 1024, "b": 16, "c": 5, "d": None, "e": None},
            True,
        ),
        ("conf = {'a': 1}\ndef f(): conf = {'b': 2}\nConsumer(conf)", {"a": 1}, True),
        ("def f():\n  conf = {'a': 1}\n  Consumer(conf)\ndef g():\n  conf = {'b': 2}\n  conf['c'] = 3", {"a": 1}, True),
        ("conf = {'a': 1}\ndef f(): conf['b'] = 2\nConsumer(conf)", {"a": 1}, False),
        ("conf = {'a': 1}\nconf |= more\nConsumer(conf)", {"a": 1}, False),
        ("BASE = {'a': 1, 'b': 2}\nConsumer({**BASE, 'b': 3})", {"a": 1, "b": 3}, True),
        ("B = {'a': 1}\nCONF = {**B}\ndef f():\n  B = {'b': 2}\n  Consumer(CONF)", {"a": 1}, True),
        ("conf = {'a': 1}\nConsumer(**conf)", {"a": 1}, True),
        ("conf = {'a': 1}\nConsumer(**conf, logger=log)", {"a": 1}, False),
        ("BASE = {'a': 1}\nConsumer(BASE | {'b': 2})", {"a": 1, "b": 2}, True),
        ("BASE = {'a': 1}\nConsumer(dict(BASE, b=2, **more))", {"a": 1, "b": 2}, False),
        ("BASE = {'a': 1}\nconf = BASE.copy()\nconf['b'] = 2\nConsumer(conf)", {"a": 1}, False),
        (
            "from copy import copy\nfrom confluent_kafka import Consumer\nB = {'a': 1}\nConsumer(copy(B))",
            {"a": 1},
            True,
        ),
        ("def conf():\n  return {'a': 1}\nConsumer(conf())", {"a": 1}, True),
        ("class A:\n  CONF = {'a': 1}\nConsumer(A.CONF)", {"a": 1}, True),
        ("class A:\n  def f(self): self.conf = {'a': 1}\n  def g(self): return Consumer(self.conf)", {"a": 1}, True),
        ("from confluent_kafka.aio import AIOConsumer\nAIOConsumer({'a': 1})", {"a": 1}, True),
    ],
)
def test_settings_are_read_out_of_a_program(text, found, complete):
    """What only running it would tell is not known."""
    client = only(read_python(text, "f", NOTHING), KafkaClient)
    assert {key: each.value for key, each in client.settings.items()} == found
    assert (client.client, client.role, client.complete) == ("librdkafka", "consumer", complete)


@pytest.mark.parametrize(
    "text",
    [
        "from kafka import KafkaConsumer\nKafkaConsumer({'a': 1})",
        "from mine import Consumer\nConsumer({'a': 1})",
        "Consumer(conf)",
        "conf = {'a': 1}\nconf = {'b': 2}\nConsumer(conf)",
        "Consumer(make())",
        "class Consumer: pass\nConsumer({'host': 'x'})",
        "def Consumer(conf): pass\nConsumer({'host': 'x'})",
        "from mine import *\nConsumer({'a': 1})",
        "import mine\nConsumer({'a': 1})",
        "def make(Consumer): Consumer({'a': 1})",
        "conf = {'a': 1}\ndef make(conf): Consumer(conf)",
        "conf = conf | conf\nConsumer(conf)",
        "def conf(): return conf()\nConsumer(conf())",
        "def conf(a):\n  if a: return {'a': 1}\n  return {'b': 1}\nConsumer(conf(1))",
        "class A:\n  conf = {'a': 1}\n  def f(self): Consumer(conf)",
        "class A:\n  def f(self): self.conf = {'a': 1}\n  def g(self): self.conf = {}\nConsumer(A.conf)",
        "Consumer(dict(more))",
        "other.thing.Consumer({'a': 1})",
    ],
)
def test_clients_of_others_and_settings_out_of_sight_are_left_alone(text):
    """No guess."""
    assert not any(isinstance(each, KafkaClient) for each in read_python(text, "f", NOTHING))


def test_a_connector_of_pyflink_is_javas_client_in_flink():
    """By its builder; what cannot be seen may be set as well."""
    text = (
        "source = (\n    KafkaSource.builder()\n    .set_topics('t')\n    .set_property('group.id', 'g')\n"
        "    .set_properties({'fetch.min.bytes': 2 * 8})\n    .set_property(KEY, 'x')\n    .build()\n)\n"
    )
    client = only(read_python(text, "f", NOTHING), KafkaClient)
    assert values(client.settings) == {"group.id": ("g", 4), "fetch.min.bytes": (16, 5)}
    assert (client.client, client.role, client.in_flink, client.complete) == ("java", "consumer", True, False)
    sink = only(read_python("KafkaSink.builder().set_property('acks', 'all').build()", "f", NOTHING), KafkaClient)
    assert sink.role == "producer"
    assert not any(isinstance(each, KafkaClient) for each in read_python("Other.builder().build()", "f", NOTHING))


PYFLINK = "from pyflink.common import Configuration\n"


def test_the_keys_that_a_pyflink_program_sets_are_flinks():
    """Function by function; what is set twice is not known, and no JVM is started by it."""
    text = (
        f"{PYFLINK}def a():\n  c = Configuration()\n  c.set_string('python.execution-mode', 'thread')\n"
        "  c.set_integer('taskmanager.numberOfTaskSlots', 2 * 2)\n  c.set_string('env.java.opts', '-XX:+UseG1GC')\n"
        "  c.set_string('a.b', '1')\n  c.set_string('a.b', '2')\n  c.set_string(KEY, '1')\n  other.set('c.d', '1')\n"
        "def b(env, t):\n  env.enable_checkpointing(60000)\n"
        "  env.get_checkpoint_config().set_checkpoint_timeout(30_000)\n  t.get_config().set('rest.port', '1')\n"
    )
    first, second = [each for each in read_python(text, "f", NOTHING) if isinstance(each, FlinkConfig)]
    assert values(first.settings) == {
        "python.execution-mode": ("thread", 4),
        "taskmanager.numberOfTaskSlots": (4, 5),
        "a.b": (None, 8),
    }
    assert values(second.settings) == {
        "execution.checkpointing.interval": (60000, 12),
        "execution.checkpointing.timeout": (30000, 13),
        "rest.port": ("1", 14),
    }
    assert not any(isinstance(each, FlinkConfig) for each in read_python(text.replace("pyflink", "mine"), "f", NOTHING))


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (
            "c.set_string('python.execution-mode', 'thread')\nc.set_integer('taskmanager.numberOfTaskSlots', 4)\n",
            "threads_share_interpreter",
        ),
        (
            "env.enable_checkpointing(60000)\nenv.get_checkpoint_config().set_checkpoint_timeout(30000)\n",
            "checkpoint_timeout_under_interval",
        ),
        ("c = Configuration()\nc.set_string('taskmanager.numberOfTaskSlotz', '4')\n", "unknown_flink_key"),
    ],
)
def test_rules_on_flink_speak_of_them(body, rule):
    """As of a config.yaml's."""
    assert len(told(rule, PYFLINK + body, "job.py")) == 1
    assert told("lost_add_opens", PYFLINK + body, "job.py") == []
