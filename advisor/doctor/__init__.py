"""Whether a profile can run here, before it is submitted: looks at machine, cluster, Kafka and database, then judges.

`look` gathers what is there (the only part with network, files, processes and clock), `checks` are pure functions over
that, one file each, `examine` joins the two. It only looks: nothing is created, changed or submitted.
"""
