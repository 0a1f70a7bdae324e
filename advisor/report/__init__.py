"""The result of the advisor, and the ways to show it."""
