"""Gives operators their name, uid, parallelism, chaining, slots and bundle size.

The planner offers no public way to do that for what it makes, so this file works on the Java transformations. It is
the one place that depends on Flink's inside for it; tests/integration hold it against the running job's graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyflink.datastream import DataStream
from pyflink.java_gateway import get_gateway
from pyflink.util.java_utils import is_instance_of, to_jarray

from jobs.settings import Operator

PYTHON_OPERATOR = "org.apache.flink.streaming.api.operators.python.AbstractPythonFunctionOperator"


@dataclass(frozen=True)
class Bundle:
    """How many elements, or how long, Flink gathers for one turn of the Python worker."""

    elements: int
    time_ms: int
    arrow_rows: int = 1


def transformation_of(stream: DataStream) -> Any:
    return stream._j_data_stream.getTransformation()


def place(transformation: Any, name: str, operator: Operator) -> None:
    """All that a profile says of an operator, but for its chaining: name, uid, parallelism, limit, slots."""
    transformation.setName(name)
    transformation.setUid(name)
    transformation.setParallelism(operator.parallelism)
    if operator.max_parallelism is not None:
        transformation.setMaxParallelism(operator.max_parallelism)
    if operator.slot_sharing_group is not None:
        transformation.setSlotSharingGroup(operator.slot_sharing_group)


def place_alone(transformation: Any, name: str, operator: Operator) -> None:
    """An operator that is one transformation, chained to its neighbours or not."""
    place(transformation, name, operator)
    if not operator.chaining:
        _set_chaining(transformation, "NEVER")


def line_to(last: Any) -> list[Any]:
    """The transformations from the source to `last`; a plain line."""
    line = [last]
    while (inputs := line[-1].getInputs()).size():
        if inputs.size() != 1:
            raise AssertionError(f"{line[-1].getName()} has {inputs.size()} inputs: the planner made no plain line")
        line.append(inputs.get(0))
    return line[::-1]


def place_line(line: list[Any], python_names: list[str], operator: Operator) -> list[Any]:
    """Name the Python operators of `line` in order, and their helpers after them; returns the Python ones."""
    found = [transformation for transformation in line if python_operator(transformation) is not None]
    if len(found) != len(python_names):
        raise AssertionError(f"wanted the Python operators {python_names}, the planner made {len(found)}")
    last, left = python_names[0], iter(python_names)
    for position, transformation in enumerate(line):
        if python_operator(transformation) is not None:
            last = name = next(left)
        else:
            name = f"{last}_step_{position}"
        place(transformation, name, operator)
    if not operator.chaining:
        _set_chaining(line[0], "HEAD")  # a vertex of its own, which its helpers belong to
    return found


def python_operator(transformation: Any) -> Any:
    """The Python operator inside a transformation, or None."""
    one_input = "org.apache.flink.streaming.api.transformations.OneInputTransformation"
    if not is_instance_of(transformation, one_input):
        return None
    factory = transformation.getOperatorFactory()
    if not is_instance_of(factory, "org.apache.flink.streaming.api.operators.SimpleOperatorFactory"):
        return None
    operator = factory.getOperator()
    return operator if is_instance_of(operator, PYTHON_OPERATOR) else None


def set_bundle(transformation: Any, bundle: Bundle) -> None:
    """Bundle limits for this operator alone; Flink's own options know only the whole job.

    The operator gets a copy of its configuration: by default all of them share one.
    """
    gateway = get_gateway()
    operator = python_operator(transformation)
    own = gateway.jvm.org.apache.flink.configuration.Configuration(operator.getConfiguration())
    own.setString("python.fn-execution.bundle.size", str(bundle.elements))
    own.setString("python.fn-execution.bundle.time", str(bundle.time_ms))
    own.setString("python.fn-execution.arrow.batch.size", str(bundle.arrow_rows))
    field = gateway.jvm.java.lang.Class.forName(PYTHON_OPERATOR).getDeclaredField("config")
    field.setAccessible(True)
    field.set(operator, own)


def _set_chaining(transformation: Any, strategy: str) -> None:
    strategies = get_gateway().jvm.org.apache.flink.streaming.api.operators.ChainingStrategy
    transformation.setChainingStrategy(strategies.valueOf(strategy))


def even_keys(count: int, max_parallelism: int) -> tuple[int, ...]:
    """`count` whole numbers that Flink, using them as keys, spreads evenly over the subtasks at any parallelism.

    It hashes keys into `max_parallelism` groups, and gives each subtask a run of groups: these keys lie in groups of
    equal distance. Any other choice loads some subtasks twice as much as others.
    """
    jvm = get_gateway().jvm
    group_of = jvm.org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignToKeyGroup
    wanted = {index * max_parallelism // count: index for index in range(count)}
    found: dict[int, int] = {}
    candidate = 0
    while len(found) < count:
        # PyFlink keys a stream by a row of one field.
        row = jvm.org.apache.flink.types.Row.of(to_jarray(jvm.Object, [candidate]))
        index = wanted.get(group_of(row, max_parallelism))
        if index is not None:
            found.setdefault(index, candidate)
        candidate += 1
    return tuple(found[index] for index in range(count))
