"""Functions with a planted cost. They run inside the TaskManagers, so they import nothing of the lab."""
