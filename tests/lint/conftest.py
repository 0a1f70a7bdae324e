"""Profiles for lint."""

import pytest

from advisor.lint.context import Context
from advisor.lint.read.profile import profile_subjects, read_profile, with_profile
from advisor.lint.rules import all_rules
from advisor.profile.render import flink_conf


@pytest.fixture
def in_profile(tmp_path):
    """What a rule says of an overlay of the shipped base, whose text starts in line 2; `context`: fields of Context."""

    def faults(rule, text, **context):
        path = tmp_path / "mine.yaml"
        path.write_text(f"extends: {flink_conf() / 'profiles' / 'base.yaml'}\n{text}")
        document = read_profile(path, {})
        given, found = with_profile(Context(**context), document), all_rules()[rule]
        subjects = profile_subjects(document, given)
        return [fault for each in subjects if isinstance(each, found.subject) for fault in found.check(each, given)]

    return faults
