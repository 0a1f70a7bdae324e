"""One verdict on what limits the job, and findings of single rules: pure functions over what was measured."""
