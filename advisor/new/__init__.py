"""A user's own project, laid out from the shipped job templates, profiles and examples."""
