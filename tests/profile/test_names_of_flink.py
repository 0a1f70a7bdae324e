"""A former name of a Flink key beside the new one."""

import pytest

from advisor.profile.checks import contradictions
from advisor.profile.document import read_document


@pytest.mark.parametrize(
    "text",
    [
        "flink: {execution.checkpointing.dir: 's3://mine/ck'}\ndeployment: {state_dir: 's3://ours'}",
        "flink: {state.checkpoints.dir: 's3://ours/checkpoints'}\ndeployment: {state_dir: 's3://ours/'}",
        "flink: {state.checkpoints.dir: 's3://mine/ck'}",
        "flink: {restart-strategy: exponential-delay}",
        "flink: {state.backend.local-recovery: true, execution.state-recovery.from-local: false}",
        "flink: {restart-strategy: none, restart-strategy.type: null}",
        "flink: {state.checkpoints.dir: '${DIR}'}\ndeployment: {state_dir: 's3://ours'}",
    ],
)
def test_one_name_alone_or_two_of_one_value_are_no_contradiction(profiles, text):
    """The new name wins over what a section stands for, as docs/render.md says."""
    assert list(contradictions(read_document(profiles(f"extends: base.yaml\n{text}\n"), {}))) == []


@pytest.mark.parametrize("version", ["2.3.0", "1.20.1", "1.18.1"])
@pytest.mark.parametrize(
    ("text", "key", "sentence"),
    [
        (
            "flink: {restart-strategy: none}",
            "restart-strategy",
            "is the former name of restart-strategy.type, which is set, too, and Flink takes only one; "
            "write restart-strategy.type",
        ),
        (
            "flink: {state.checkpoints.dir: 's3://mine/ck'}",
            "state.checkpoints.dir",
            "is the former name of execution.checkpointing.dir, which deployment.state_dir sets, too, and Flink takes "
            "only one; write execution.checkpointing.dir",
        ),
        (
            "flink: {state.backend: rocksdb, state.backend.type: hashmap}",
            "state.backend",
            "is the former name of state.backend.type, which is set, too, and Flink takes only one; "
            "write state.backend.type",
        ),
    ],
)
def test_a_former_name_beside_the_new_one_is_told_with_the_new_one(profiles, version, text, key, sentence):
    """Flink would take the new one, and say nothing."""
    whole = f"extends: base.yaml\n{text}\ndeployment: {{state_dir: 's3://ours', flink_version: {version}}}\n"
    assert list(contradictions(read_document(profiles(whole), {}))) == [(("flink", key), sentence)]
