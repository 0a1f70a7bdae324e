"""Whatever a profile's file holds, it is taken or refused with sentences; what is taken can be rendered."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.profile.document import read_document
from advisor.profile.profile import check_profile
from advisor.profile.render import find_targets, flink_conf, render_profile
from advisor.profile.schema import Profile

PROFILES = flink_conf() / "profiles"
PLACE = PROFILES / "hostile.yaml"  # is not there: its text is given
SECTIONS = sorted(Profile.model_fields)
KEYS = sorted({key for section in Profile.model_json_schema()["$defs"].values() for key in section["properties"]})
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT)
VALUES = st.recursive(
    SCALARS,
    lambda below: st.one_of(
        st.lists(below, max_size=3), st.dictionaries(st.sampled_from(KEYS) | TEXT, below, max_size=3)
    ),
    max_leaves=8,
)


def check(text):
    return check_profile(read_document(PLACE, {}, text))


@pytest.mark.parametrize("key", ["\r", "a\nb", "\x85", "\u2028"])
def test_a_line_break_in_a_key_does_not_look_like_a_fault_of_its_own(key):
    """One line a fault."""
    with pytest.raises(BadInput) as refused:
        check(yaml.safe_dump({"extends": "base.yaml", "advisor": {key: 1}, "flink": {key: 1}}, allow_unicode=True))
    lines = str(refused.value).splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{PLACE}:") for line in lines)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(SECTIONS), VALUES, max_size=4))
def test_values_of_every_kind_in_every_place_are_taken_or_told(overlay):
    """One line a fault, each with the place where it stands."""
    text = yaml.safe_dump({"extends": "base.yaml", **overlay}, allow_unicode=True)
    try:
        profile = check(text)
    except BadInput as error:
        refused = str(error).splitlines()
    else:
        refused = []
        assert set(render_profile(profile, "p")) == {"config.yaml", "job.yaml"}
    assert all(line.startswith(str(PROFILES)) for line in refused)


@settings(max_examples=40, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "job": st.fixed_dictionaries({"name": TEXT}),
            "kafka": st.fixed_dictionaries({"topic": TEXT, "bootstrap_servers": TEXT}),
            "database": st.fixed_dictionaries({"name": TEXT, "host": TEXT}),
            "flink": st.dictionaries(TEXT, SCALARS.filter(lambda value: value is not None), max_size=3),
            "deployment": st.fixed_dictionaries({"state_dir": TEXT, "image": TEXT, "script": TEXT}),
        },
    )
)
def test_what_is_taken_is_rendered_for_every_target_or_refused_with_the_reason(overlay):
    """No text of a profile breaks the YAML, JSON or ini that it is put into."""
    try:
        profile = check(yaml.safe_dump({"extends": "base.yaml", **overlay}, allow_unicode=True))
    except BadInput:
        return
    for target in find_targets():
        try:
            rendered = render_profile(profile, "p", targets=[target])
        except BadInput:
            continue
        for file, text in rendered.items():
            if file.endswith((".yaml", ".json")) and file != "flink-conf.yaml":
                assert all(isinstance(each, dict) for each in yaml.safe_load_all(text))


@pytest.mark.parametrize("depth", [10, 100, 300, 900, 5000])
@pytest.mark.parametrize("opening", ["{a: ", "["])
def test_nesting_of_every_depth_ends_in_a_sentence(depth, opening):
    """As far as YAML reads it, and further."""
    closing = {"{a: ": "}", "[": "]"}[opening]
    with pytest.raises(BadInput):
        check(f"extends: base.yaml\nadvisor: {opening * depth}1{closing * depth}\n")


@pytest.mark.parametrize(
    "text",
    [
        "job: {name: " + "x" * 500_000 + "\n",
        "flink: {a: " + "9" * 10_000 + "}\n",
        "flink: {" + "k: 1, " * 1000 + "}\n",
        "flink: {a: 1e999, b: [1]}\n",
        "operators: {jdbc_sink: {batch_size: " + "9" * 400 + "}}\n",
        "\x00",
        "? {a: b}\n: c\n",
    ],
    ids=["open bracket", "ten thousand digits", "a key a thousand times", "a list", "a large number", "nul", "a key"],
)
def test_large_and_odd_files_end_in_a_sentence(text):
    """However long, the sentence stays short."""
    with pytest.raises(BadInput) as refused:
        check(f"extends: base.yaml\n{text}")
    assert len(str(refused.value)) < 1000
