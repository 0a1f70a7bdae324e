"""Checkpoints whose barriers queue behind records: first those that do not."""

from __future__ import annotations

from advisor.diagnose.rules.checkpoints_stretched_by_backpressure import diagnose
from advisor.diagnose.verdict import Finding
from tests.builders import Op, checkpoint, checkpoints, context, observe

DELAY, ALIGNMENT = "checkpointStartDelayNanos", "checkpointAlignmentTime"


def held(delay_s: float, alignment_s: float = 0.0, *, backpressured: float = 0.97, subtasks: int = 1) -> tuple[Op, ...]:
    """A source that waits for a sink; the gauges are sums over its subtasks."""
    gauges = {DELAY: delay_s * 1e9 * subtasks, ALIGNMENT: alignment_s * 1e9 * subtasks}
    return (
        Op("source", 0.02, backpressured, gauges={DELAY: 2e6}),
        Op("sink", 1.0, gauges=gauges, subtasks=subtasks),
    )


def findings(job: tuple[Op, ...], seconds: float, count: int = 3, **config: object) -> list[Finding]:
    history = tuple(checkpoint(20 - n, seconds * 1000) for n in range(count))
    return list(diagnose(context(observe(*job, checkpoints=checkpoints(*history, **config)))))  # type: ignore[arg-type]


def test_fast_checkpoints_may_spend_their_time_on_the_way() -> None:
    """1.5 s of a busy job, every 10 s: as recorded."""
    assert findings(held(1.4), 1.5) == []


def test_without_backpressure_it_is_not_the_backpressure() -> None:
    """A source that is held back a third of the time."""
    assert findings(held(8, backpressured=0.3), 9) == []


def test_unaligned_barriers_do_not_queue() -> None:
    """Whatever takes the time, it is something else."""
    assert findings(held(8), 9, unaligned=True) == []


def test_a_large_state_is_no_stretched_checkpoint() -> None:
    """The barrier needs 2 of 9 s."""
    assert findings(held(1.5, 0.5), 9) == []


def test_a_young_job_is_not_judged() -> None:
    """Two checkpoints."""
    assert findings(held(8), 9, count=2) == []


def test_checkpoints_that_were_not_read_say_nothing() -> None:
    """Unknown is silent; so are gauges that nobody reports."""
    assert list(diagnose(context(observe(*held(8))))) == []
    assert findings((Op("source", 0.02, 0.97), Op("sink", 1.0)), 9) == []


def test_a_barrier_that_waits_most_of_the_time_is_found() -> None:
    """At the operator where it waits longest."""
    (found,) = findings(held(7, 1), 9)
    assert (found.rule, found.severity, found.operator) == ("checkpoints_stretched_by_backpressure", "info", "sink")
    assert found.message == (
        "checkpoints take 9.0 s, of which their barrier needs 8.0 s through the backpressure to sink"
    )
    assert [each.observed for each in found.evidence] == [0.889, 7000, 1000, 9000]
    assert found.evidence[-1].expected == 5000


def test_once_it_is_late_it_is_a_warning() -> None:
    """12 s, and one is due every 10."""
    (found,) = findings(held(11), 12)
    assert found.severity == "warning"


def test_the_gauges_are_sums_over_the_subtasks() -> None:
    """Four subtasks that wait 8 s each waited 8 s, not 32."""
    (found,) = findings(held(8, subtasks=4), 9)
    assert found.evidence[1].observed == 8000


def test_a_barrier_never_needs_longer_than_its_checkpoint() -> None:
    """The gauge may be of the next one already."""
    (found,) = findings(held(30), 9)
    assert found.evidence[0].observed == 1.0
