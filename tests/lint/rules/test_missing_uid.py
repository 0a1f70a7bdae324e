"""PyFlink operators without a uid: first those that may get one out of sight."""

from pathlib import Path

import pytest

from tests.lint.lint_builder import told

RULE = "missing_uid"
HEAD = "from pyflink.datastream import StreamExecutionEnvironment\n\nenv = StreamExecutionEnvironment()\n"


@pytest.mark.parametrize(
    "body",
    [
        'env.from_source(a, b, "c").uid("x").process(f).uid("y").sink_to(s).uid("z")\n',
        'stream = env.from_source(a, b, "c")\nstream.uid("x")\n',
        'stream = env.from_source(a, b, "c")\nplace(stream, "x")\n',
        'stream = env.from_source(a, b, "c").uid("x")\nmapped = stream.map(f).filter(g)\n',
        'self.stream = env.from_source(a, b, "c")\n',
        'def build():\n    stream = env.from_source(a, b, "c")\n    return stream\n',
        "frame = frame.apply(f)\n",
        'stream = env.from_source(a, b, "c").set_uid_hash("x")\n',
        'stream = env.from_source(a, b, "c")\nstreams = [stream, other]\n',
        'def f():\n    r = env.from_source(a, b, "c").uid("x")\ndef g():\n    r = read_csv("x")\n    r.apply(print)\n',
        'r = env.from_source(a, b, "c").uid("x")\nr = r.execute_and_collect()\nr.apply(print)\n',
        'r = env.from_source(a, b, "c").uid("x")\nr.key_by(f).map(Plain())\nclass Plain:\n    pass\n',
    ],
)
def test_a_uid_in_sight_or_out_of_it_is_fine(body):
    """And what is no stream has none."""
    assert told(RULE, HEAD + body, "job.py") == []


def test_a_program_without_pyflink_is_not_judged():
    """Whatever its methods are called."""
    assert told(RULE, 'stream = env.from_source(a, b, "c")\nstream.sink_to(s)\n', "job.py") == []


def test_our_own_jobs_set_all_of_them():
    """Held against the templates themselves."""
    for path in (Path(__file__).parents[3] / "jobs").rglob("*.py"):
        assert told(RULE, path.read_text(), str(path)) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('env.from_source(a, b, "c").uid("x").sink_to(s)\n', [(4, "sink_to")]),
        ('stream = env.from_source(a, b, "c")\nstream.process(f).uid("x").sink_to(s).uid("y")\n', [(4, "from_source")]),
        ('stream = env.from_source(a, b, "c").uid("x")\nstream.key_by(f).process(g)\n', [(5, "process")]),
        ('s = env.from_source(a, b, "c")\nt = s.connect(u).process(f).uid("x")\n', [(4, "from_source")]),
        (
            'if x:\n    s = env.from_source(a, b, "c").uid("x")\nelse:\n    s = env.from_collection(d)\ns.sink_to(t)\n',
            [(8, "sink_to")],
        ),
        (
            "class Job:\n    def __init__(self):\n        self.s = self.env.from_source(a, b, 'c')\n"
            "    def build(self):\n        self.s.process(f)\n",
            [(8, "process")],
        ),
        (
            's = env.from_source(a, b, "c").uid("x")\ns.key_by(f).sum(1)\ns.key_by(f).max_by(1)\n',
            [(5, "sum"), (6, "max_by")],
        ),
        (
            's = env.from_source(a, b, "c").uid("x")\ns.key_by(f).map(Count())\n'
            "class Count(MapFunction):\n    def open(self, c):\n        self.n = c.get_state(D)\n",
            [(5, "map")],
        ),
        ("s = AsyncDataStream.unordered_wait(x, F(), t, 1)\ns.sink_to(k)\n", [(5, "sink_to")]),
        ("def build(stream: DataStream):\n    stream.sink_to(s)\n", [(5, "sink_to")]),
    ],
)
def test_one_without_is_told_at_its_call(body, found):
    """Sources, sinks, and what keeps state."""
    assert told(RULE, HEAD + body, "job.py") == found
