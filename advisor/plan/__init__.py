"""What to change, to which value, what that should bring, and what limits the job next."""
