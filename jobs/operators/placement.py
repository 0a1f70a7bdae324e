"""Gives operators that the table planner made their name, uid, parallelism, chaining and bundle size.

The planner offers no public way to do that, so this file walks the Java transformations. It is the one
place that depends on Flink's inside for it; tests/integration hold it against the running job's graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pyflink.java_gateway import get_gateway
from pyflink.util.java_utils import is_instance_of

PYTHON_OPERATOR = "org.apache.flink.streaming.api.operators.python.AbstractPythonFunctionOperator"


@dataclass(frozen=True)
class Bundle:
    """How many elements, or how long, Flink gathers for one turn of the Python worker."""

    elements: int
    time_ms: int
    arrow_rows: int = 1


def upstream_until(last: Any, first_outside: Any) -> list[Any]:
    """The transformations from `last` up to, not including, `first_outside`; a line, sources first."""
    line = []
    current = last
    while current.getId() != first_outside.getId():
        line.append(current)
        inputs = current.getInputs()
        if inputs.size() != 1:
            raise AssertionError(f"{current.getName()} has {inputs.size()} inputs: the planner made no plain line")
        current = inputs.get(0)
    return line[::-1]


def name_operators(line: list[Any], python_names: list[str], parallelism: int) -> list[Any]:
    """Name the Python operators of `line` in order, and their helpers after them; returns the Python ones."""
    found: list[Any] = []
    for position, transformation in enumerate(line):
        transformation.setParallelism(parallelism)
        if python_operator(transformation) is not None and len(found) < len(python_names):
            name = python_names[len(found)]
            found.append(transformation)
        else:
            name = f"{python_names[max(0, len(found) - 1)]}_step_{position}"
        transformation.setName(name)
        transformation.setUid(name)
    if len(found) != len(python_names):
        raise AssertionError(f"wanted the Python operators {python_names}, the planner made {len(found)}")
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


def start_chain(transformation: Any) -> None:
    """Begin a new chain here, so that this operator shows as a vertex of its own."""
    gateway = get_gateway()
    strategy = gateway.jvm.org.apache.flink.streaming.api.operators.ChainingStrategy.HEAD
    transformation.setChainingStrategy(strategy)
