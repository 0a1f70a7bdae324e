"""Whether a job's state comes along: by its checkpoint operator by operator, else by its vertices."""

from __future__ import annotations

from advisor.deploy.planned import Plan, PlannedVertex, SavedState
from advisor.deploy.state import Broken, fit_state
from tests.deploy.made import COMMITTER, DEAD_LETTERS, ENRICHMENT, SINK, SOURCE, plan, planned, running, saved

NEW = "f" * 32


def fit(a_plan):
    job = running()
    return fit_state(job.vertices, a_plan, job.state_bytes)


def test_the_same_job_loses_nothing():
    """Every operator with state finds itself; those without are not named."""
    found = fit(plan())
    assert found.kept == ("kafka_source", "dead_letters: Writer", "dead_letters: Committer")
    assert (found.lost, found.empty, found.broken, found.unchecked) == ((), (), (), "")
    assert found.unread == ""


def test_an_operator_without_state_may_go():
    """Flink does not mind either."""
    assert fit(plan(planned(without=ENRICHMENT))).lost == ()


def test_another_parallelism_keeps_the_state():
    """That is what key groups are for."""
    found = fit(plan(planned(parallelism=7)))
    assert (found.lost, found.broken) == ((), ())


def test_operators_that_chain_otherwise_keep_their_state():
    """Flink finds it by operator, not by vertex."""
    chained = PlannedVertex(SOURCE, "all of it", 1, 128, (SOURCE, ENRICHMENT, SINK, DEAD_LETTERS, COMMITTER))
    assert fit(plan((chained,))).lost == ()


def test_an_operator_that_is_gone_loses_its_state_by_name():
    """A renamed uid is a new operator."""
    renamed = PlannedVertex(NEW, "Source: orders_source", 1, 128, (NEW,))
    found = fit(plan(planned(without=SOURCE, extra=(renamed,))))
    assert (found.lost, found.empty) == (("kafka_source",), ("orders_source",))


def test_a_member_of_a_chain_that_is_gone_is_named_too():
    """REST shows heads of chains alone; the checkpoint knows the others."""
    alone = [PlannedVertex(each.id, each.name, 1, 128, (each.id,)) for each in planned()]
    assert fit(plan(tuple(alone))).lost == ("dead_letters: Committer",)


def test_another_max_parallelism_can_never_be_read():
    """Even of an operator without state: Flink compares all that the savepoint lists."""
    found = fit(plan(planned(max_parallelism=256)))
    assert found.broken[0] == Broken("kafka_source", 128, 256)
    assert {each.operator for each in found.broken} >= {"enrichment_step_0", "dead_letters: Writer"}


def test_a_max_parallelism_that_nobody_has_set_takes_over_the_savepoints():
    """Flink's own rule for jobs without one."""
    assert fit(plan(planned(max_parallelism=-1))).broken == ()


def test_without_a_readable_checkpoint_the_vertices_decide():
    """A vertex whose last checkpoint was empty has nothing to lose."""
    found = fit(Plan(planned(without=SOURCE), None, "no such file"))
    assert (found.lost, found.unread) == (("kafka_source",), "no such file")
    assert fit(Plan(planned(without=ENRICHMENT), None, "")).lost == ()
    assert fit(Plan(planned(max_parallelism=64), None, "")).broken[0].planned == 64


def test_what_no_checkpoint_ever_told_counts_as_state():
    """Rather one refusal too many."""
    job = running()
    assert fit_state(job.vertices, Plan(planned(without=SINK), None), {}).lost == ("jdbc_sink",)


def test_a_script_that_cannot_be_looked_into_is_said_to_be_unchecked():
    """Neither kept nor lost."""
    found = fit(Plan(None, saved()))
    assert "before it is submitted" in found.unchecked
    assert (found.kept, found.lost) == ((), ())


def test_an_operator_of_an_old_checkpoint_without_a_name_is_told_by_its_id():
    """Before Flink 2.0 a checkpoint has no names."""
    states = (*saved(), SavedState(NEW, 128, True))
    assert fit(plan(states=states)).lost == (f"an operator with the id {NEW}",)
