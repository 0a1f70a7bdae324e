"""docs/profile.md is made from the schema."""

from pathlib import Path

from advisor.profile.reference import reference
from advisor.profile.schema import Profile

DOCS = Path(__file__).parents[2] / "docs" / "profile.md"


def test_the_documentation_is_what_the_schema_says():
    """After a change of the schema: `python -m advisor.profile.reference > docs/profile.md`."""
    assert DOCS.read_text() == reference()


def test_every_key_is_in_the_reference():
    """Of every section, with its limits."""
    text = reference()
    for name, field in Profile.model_fields.items():
        assert f"## `{name}`\n\n{field.description}\n" in text
    assert "| `port` | whole number, at least 1, at most 65535 | Its port. |" in text
    assert "| `mode` | `batch` or `record` |" in text
    assert "| `offset_column` | text without spaces (optional) |" in text
