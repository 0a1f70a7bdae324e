"""Ground truth: real jobs with a planted cause, whose right verdict was written down first.

    cases/     one file a scenario: what is planted, what the advisor must say, how the truth is known without it
    jobs/      what a scenario can submit: the template, a graph of planted stages, SQL
    planted/   the functions with the planted costs, as they run inside the TaskManagers

A run is scenario -> stack -> capture -> report -> outcome; see run.py.
"""
