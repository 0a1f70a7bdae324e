"""More subtasks than the maximum: first where it is not one."""

import pytest

from tests.lint.lint_builder import faults, told

RULE = "parallelism_over_max_parallelism"


@pytest.mark.parametrize(
    "text",
    [
        "parallelism.default: 64\npipeline.max-parallelism: 64\n",
        "parallelism.default: 100\n",
        "pipeline.max-parallelism: 64\n",
        "parallelism.default: 100\npipeline.max-parallelism: -1\n",
        "parallelism.default: ${P}\npipeline.max-parallelism: 64\n",
        "parallelism.default: 100\npipeline.max-parallelism: 64\njobmanager.scheduler: Adaptive\n",
    ],
)
def test_what_fits_or_is_not_known_is_fine(text):
    """-1 is Flink's default: it chooses."""
    assert told(RULE, text, "config.yaml") == []


def test_more_than_the_maximum_does_not_start():
    """At the parallelism."""
    (fault,) = faults(RULE, "pipeline.max-parallelism: 64\nparallelism.default: 100\n", "config.yaml")
    assert (fault.place.line, fault.severity) == (2, None)
    assert fault.message == "100 subtasks, pipeline.max-parallelism allows 64: Flink refuses the job"


def test_a_deployment_says_its_parallelism_elsewhere():
    """job.parallelism."""
    text = (
        "kind: FlinkDeployment\nspec:\n  job: {parallelism: 100}\n"
        "  flinkConfiguration: {pipeline.max-parallelism: '64'}\n"
    )
    assert told(RULE, text, "d.yaml") == [(3, "job.parallelism")]
