"""Every file that the production profile renders into, kept in tests/golden/render: a change of a template is read.

After one: `python -m tests.render.test_golden_render`, and read the difference.
"""

from pathlib import Path

import pytest

from advisor.profile.profile import load_profile
from advisor.profile.render import find_targets, flink_conf, render_profile

GOLDEN = Path(__file__).parents[1] / "golden" / "render"
ENVIRONMENT = {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", "PGHOST": "db"}


def rendered():
    production = load_profile(flink_conf() / "profiles" / "production.yaml", ENVIRONMENT)
    return render_profile(production, "production.yaml", targets=find_targets())


@pytest.mark.parametrize("file", [file for files in find_targets().values() for file in files])
def test_a_rendered_file_is_the_one_that_was_read(file):
    """Byte for byte."""
    assert rendered()[file] == (GOLDEN / file).read_text()


def test_no_golden_file_is_left_of_a_target_that_is_gone():
    """Each is rendered by a template that there is."""
    kept = {str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*") if path.is_file()}
    assert kept == set(rendered())


if __name__ == "__main__":
    for name, text in rendered().items():
        (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_text(text)
