"""What was observed, as frozen values: no I/O, no judgement."""
