"""A file -> what rules look at in it: one file a format."""
