"""What a profile may say: one file a section."""

from advisor.profile.schema.profile import Profile

__all__ = ["Profile"]
