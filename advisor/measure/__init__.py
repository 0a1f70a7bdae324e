"""From raw counters at two moments to ratios, rates and capacities. Unknown stays unknown, with its reason."""
