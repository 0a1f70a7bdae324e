"""Runs in Flink's own client in place of a job's script, and runs that script up to where it would be submitted.

    flink run --python plan_job.py OUT CHECKPOINT SCRIPT ARGUMENTS...

OUT gets, as JSON, the job's vertices with the ids that their operators have, and which operators have state in
CHECKPOINT ("-": none). Nothing is submitted. It needs PyFlink, so the advisor never imports it.
"""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from typing import Any

from pyflink.datastream import StreamExecutionEnvironment
from pyflink.java_gateway import get_gateway

NO_CHECKPOINT = "-"


class Planned(BaseException):
    """Ends the script; no handler of the script's own shall catch it."""


def main(out: str, checkpoint: str, script: str, *arguments: str) -> None:
    found: dict[str, Any] = {"vertices": None, "states": None, "not_read": ""}
    try:
        found["states"] = saved_states(checkpoint) if checkpoint != NO_CHECKPOINT else None
    except Exception as error:  # noqa: BLE001 - whatever a file system of Flink's raises, there is another way to look
        found["not_read"] = " ".join(str(error).split())[:300]

    def plan(environment: Any, job_name: str | None = None) -> None:
        graph = environment._generate_stream_graph(False, job_name).getJobGraph()
        found["vertices"] = [vertex_of(each) for each in graph.getVerticesSortedTopologicallyFromSources().toArray()]
        raise Planned

    StreamExecutionEnvironment.execute = plan
    StreamExecutionEnvironment.execute_async = plan
    sys.argv = [script, *arguments]
    try:
        runpy.run_path(script, run_name="__main__")
    except Planned:
        pass
    finally:
        Path(out).write_text(json.dumps(found))


def vertex_of(vertex: Any) -> dict[str, Any]:
    """A vertex of the job graph; `max_parallelism` is negative when nobody has set it."""
    return {
        "id": vertex.getID().toString(),
        "name": vertex.getName(),
        "parallelism": vertex.getParallelism(),
        "max_parallelism": vertex.getMaxParallelism(),
        "operators": [id_of(pair) for pair in vertex.getOperatorIDs().toArray()],
    }


def id_of(pair: Any) -> str:
    """What the operator's state goes by: an id that the author gave whole, else the one made from its uid."""
    given = pair.getUserDefinedOperatorID()
    return str((given.get() if given.isPresent() else pair.getGeneratedOperatorID()).toString())


def saved_states(checkpoint: str) -> list[dict[str, Any]]:
    """What each operator left in a checkpoint, as Flink itself reads it.

    A job deletes its last checkpoint as soon as it has a newer one: then that one is read, which lies beside it.
    """
    try:
        return states_in(checkpoint)
    except Exception:
        for newer in checkpoints_beside(checkpoint):
            return states_in(newer)
        raise


def checkpoints_beside(checkpoint: str) -> list[str]:
    """Newest first; one that is being written has no metadata yet."""
    path = get_gateway().jvm.org.apache.flink.core.fs.Path
    parent = path(checkpoint).getParent()
    files = parent.getFileSystem()
    folders = [each.getPath() for each in files.listStatus(parent) if each.getPath().getName().startswith("chk-")]
    complete = [each for each in folders if files.exists(path(each, "_metadata"))]
    complete.sort(key=lambda each: int(each.getName().removeprefix("chk-")), reverse=True)
    return [each.toString() for each in complete]


def states_in(checkpoint: str) -> list[dict[str, Any]]:
    runtime = get_gateway().jvm.org.apache.flink.runtime
    location = runtime.state.filesystem.AbstractFsCheckpointStorageAccess.resolveCheckpointPointer(checkpoint)
    stream = get_gateway().jvm.java.io.DataInputStream(location.getMetadataHandle().openInputStream())
    try:
        loader = get_gateway().jvm.java.lang.Thread.currentThread().getContextClassLoader()
        metadata = runtime.checkpoint.Checkpoints.loadCheckpointMetadata(stream, loader, checkpoint)
        return [state_of(each) for each in metadata.getOperatorStates().toArray()]
    finally:
        stream.close()


def state_of(state: Any) -> dict[str, Any]:
    of_subtasks = any(each.hasState() for each in state.getStates().toArray())
    return {
        "id": state.getOperatorID().toString(),
        "name": name_in(state),
        "max_parallelism": state.getMaxParallelism(),
        "has_state": of_subtasks or state.getCoordinatorState() is not None,
    }


def name_in(state: Any) -> str | None:
    """Since Flink 2.0 a checkpoint says it."""
    for read in ("getOperatorUid", "getOperatorName"):
        try:
            found = getattr(state, read)()
        except Exception:  # noqa: BLE001 - the gateway's way of saying that there is no such method
            continue
        if found.isPresent():
            return str(found.get())
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
