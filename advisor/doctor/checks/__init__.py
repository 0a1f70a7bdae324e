"""One folder a group, one file a check; both are found by looking (advisor/doctor/examine.py)."""
