"""What acts on a cluster: stops a job with a savepoint, packages and submits one, waits until it runs."""
