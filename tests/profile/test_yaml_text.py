"""YAML text is one plain mapping, or refused with its line; values written into YAML read back as themselves."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.profile.yaml_text import parse_yaml, read_text, value_of, yaml_scalar

SCALARS = st.one_of(st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))


def values(text):
    root = parse_yaml(text, "f.yaml")
    return value_of(root) if root else {}


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "\ufeff"])
def test_a_file_without_values_is_no_fault(text):
    """An overlay may be empty for now."""
    assert values(text) == {}


def test_values_have_the_types_of_yaml_1_2():
    """`yes` is a word, `010` is ten, a date is what was written."""
    text = "a: 5\nb: 0x1F\nc: 010\nd: true\ne: yes\nf: 1e3\ng:\nh: '5'\ni: 2026-01-31T00:00:00Z\nj: 1:30\nk: .inf\n"
    assert values(text) == {
        "a": 5,
        "b": 31,
        "c": 10,
        "d": True,
        "e": "yes",
        "f": 1000.0,
        "g": None,
        "h": "5",
        "i": "2026-01-31T00:00:00Z",
        "j": "1:30",
        "k": ".inf",
    }


def test_folded_text_is_joined_with_spaces_and_nothing_else():
    """JVM options are written that way; a stray control character would keep the JVM from starting."""
    assert values("a: >-\n  -Xmx1g\n  -Xlog:gc*\n") == {"a": "-Xmx1g -Xlog:gc*"}


def test_ampersands_and_stars_in_text_are_text():
    """Only YAML's own anchors and aliases are meant."""
    assert values("a: -Dx=-*y\nb: x &y\nc: 'it''s *z'\n") == {"a": "-Dx=-*y", "b": "x &y", "c": "it's *z"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3: a: stands twice, first in line 1"),
        ("a:\n  b: {c: 1}\n  d: 1\n  b: 2\n", "f.yaml:4: a.b: stands twice, first in line 2"),
        (f"a: {'9' * 5000}\n", "f.yaml:1: a number of 5,000 digits; put it in quotes if it is text"),
        ("x: it's\na: &n 1\nb: *n\n", "f.yaml:2: has a YAML alias; write the value out, or share it with `extends`"),
        ("a: &n [*n]\n", "f.yaml:1: has a YAML alias; write the value out, or share it with `extends`"),
        ("a: 1\nb: !foo 1\n", "f.yaml:2: YAML tags are not read here (!foo)"),
        ("a: !!python/object:os.system {}\n", "f.yaml:1: YAML tags are not read here (!!python/object:os.system)"),
        ("a: !!set {b, c}\n", "f.yaml:1: YAML tags are not read here (!!set)"),
        ("a: !!int x\n", "f.yaml: is no YAML: invalid literal for int() with base 10: 'x'"),
        ("? [a, b]\n: 1\n", "f.yaml:1: a key must be text, is a list"),
        ("# 1\n%YAML 1.1\n---\na: yes\n", "f.yaml:2: YAML directives (%) are not read here"),
        (
            "a: 1\n---\nb: 2\n",
            "f.yaml:2: is no YAML: expected a single document in the stream, but found another document",
        ),
        (
            "a:\n\tb: 1\n",
            "f.yaml:2: is no YAML: while scanning for the next token, "
            "found character '\\t' that cannot start any token",
        ),
        ("- a\n", "f.yaml: must be a mapping of sections, is a list"),
        ("hello\n", "f.yaml: must be a mapping of sections, is a single value"),
        ("[" * 3000, "f.yaml: is nested too deeply"),
    ],
)
def test_what_makes_yaml_surprising_is_refused_in_one_sentence(text, sentence):
    """With the line, as far as there is one."""
    with pytest.raises(BadInput) as refused:
        parse_yaml(text, "f.yaml")
    assert str(refused.value) == sentence


def test_an_alias_bomb_is_refused_before_it_explodes():
    """Thirty levels of nine would be more values than memory holds."""
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    with pytest.raises(BadInput, match="has a YAML alias"):
        parse_yaml("\n".join(["a0: &a0 lol", *levels]), "f.yaml")


@given(st.text(max_size=200))
def test_any_text_is_a_mapping_or_bad_input(text):
    """The parser never raises anything else."""
    try:
        assert isinstance(values(text), dict)
    except BadInput as refused:
        assert str(refused).startswith("f.yaml")  # noqa: PT017  either outcome is right; this one has a form


@given(
    st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=50), inner), max_leaves=8)
)
def test_a_value_written_into_yaml_reads_back_as_itself(value):
    """However hostile, in the YAML 1.1 of the job's PyYAML and in 1.2."""
    text = f"key: {yaml_scalar(value)}\n"
    assert yaml.safe_load(text) == {"key": value}
    assert values(text) == {"key": value}


def test_a_file_at_the_limit_is_read(tmp_path):
    """One byte more is refused."""
    (tmp_path / "f").write_bytes(b"#" * 1_000_000)
    assert len(read_text(tmp_path / "f")) == 1_000_000


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (None, "there is no such profile"),
        (b"#" * 1_000_001, "is larger than 1,000,000 bytes, which no profile is"),
        (b"a: \xff\xfe", "is no UTF-8 text (byte 3)"),
        ("a: 1".encode("utf-16"), "is no UTF-8 text (byte 0)"),
    ],
)
def test_a_file_that_cannot_be_a_profile_is_refused_in_one_sentence(tmp_path, raw, sentence):
    """What is wrong with it, after its name."""
    path = tmp_path / "p.yaml"
    if raw is not None:
        path.write_bytes(raw)
    with pytest.raises(BadInput) as refused:
        read_text(path)
    assert str(refused.value) == f"{path}: {sentence}"


def test_a_folder_is_no_file(tmp_path):
    """The system's own words."""
    with pytest.raises(BadInput) as refused:
        read_text(tmp_path)
    assert str(refused.value) == f"{tmp_path}: cannot be read (Is a directory)"


def test_a_device_without_end_is_not_read_for_ever():
    """The size is held against the limit while reading, not asked from the file system."""
    with pytest.raises(BadInput, match=r"^/dev/zero: is larger than"):
        read_text(Path("/dev/zero"))
