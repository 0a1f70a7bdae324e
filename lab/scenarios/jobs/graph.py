"""A DataStream job drawn from stages: Kafka sources, Python operators with planted costs, a sink that drops all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lab import warm_client
from lab.scenarios.place import Place
from lab.scenarios.scenario import Load, Settings

SOURCE, SINK = "kafka_source", "out"


@dataclass(frozen=True)
class Stage:
    """One Python operator: milliseconds of CPU and of waiting a record.

    `after` names what feeds it (several: their union; none: the stage before). `lookups` makes it an asynchronous
    operator with so many requests under way; `keyed` puts it behind a keyBy on the customer.
    """

    name: str
    compute_ms: float = 0.0
    wait_ms: float = 0.0
    parallelism: int = 1
    after: tuple[str, ...] = ()
    keyed: bool = False
    lookups: int | None = None
    parses: bool = False
    chained: bool = False


@dataclass(frozen=True)
class Graph:
    """Stages in the order of the flow. `sources` are Kafka sources by name with their parallelism.

    `flink` are keys of this job alone (`{work}` is the run's folder). Settings that can be changed:
    `<stage>.parallelism`, `<stage>.compute_ms`, `<stage>.wait_ms`, `<stage>.lookups`, `<source>.parallelism`.
    """

    stages: tuple[Stage, ...]
    load: Load
    sources: Mapping[str, int] = field(default_factory=lambda: {SOURCE: 1})
    flink: Mapping[str, str] = field(default_factory=dict)

    def can_set(self, setting: str) -> bool:
        name, _, what = setting.rpartition(".")
        if name in self.sources:
            return what == "parallelism"
        return any(each.name == name for each in self.stages) and what in Stage.__dataclass_fields__

    def submit(self, place: Place, changes: Settings) -> str:
        # PyFlink makes one operator of neighbouring Python functions unless it is told not to.
        own = {key: value.format(work=place.work) for key, value in self.flink.items()}
        env = warm_client.remote_environment(place.stack, {"python.operator-chaining.enabled": "false", **own})
        env.set_parallelism(1)
        streams: dict[str, Any] = {
            name: self._source(env, place, name, int(changes.get(f"{name}.parallelism", parallelism)))
            for name, parallelism in self.sources.items()
        }
        last = next(iter(streams))
        for stage in self.stages:
            changed = _changed(stage, changes)
            above = [streams[each] for each in stage.after or (last,)]
            streams[stage.name] = _add(above[0].union(*above[1:]) if len(above) > 1 else above[0], changed)
            last = stage.name
        fed = {each for stage in self.stages for each in stage.after} | {
            before.name for before, now in zip(self.stages, self.stages[1:], strict=False) if not now.after
        }
        ends = [stage.name for stage in self.stages if stage.name not in fed] or [last]
        for number, end in enumerate(ends):
            _drop(streams[end], SINK if len(ends) == 1 else f"{SINK}_{number + 1}")
        return str(env.execute_async(place.scenario).get_job_id())

    def _source(self, env: Any, place: Place, name: str, parallelism: int) -> Any:
        from pyflink.common import WatermarkStrategy
        from pyflink.common.serialization import SimpleStringSchema
        from pyflink.datastream.connectors.kafka import KafkaOffsetsInitializer, KafkaSource

        builder = (
            KafkaSource.builder()
            .set_bootstrap_servers(place.stack.bootstrap_servers)
            .set_topics(self.load.topic(place))
            .set_group_id(place.group_id)
            .set_starting_offsets(KafkaOffsetsInitializer.earliest())
            .set_value_only_deserializer(SimpleStringSchema())
        )
        stream = env.from_source(builder.build(), WatermarkStrategy.no_watermarks(), name)
        stream.name(name).uid(name).set_parallelism(parallelism).disable_chaining()
        return stream


def _changed(stage: Stage, changes: Settings) -> Stage:
    own = {key.rpartition(".")[2]: value for key, value in changes.items() if key.rpartition(".")[0] == stage.name}
    return replace(stage, **own)  # type: ignore[arg-type]


def _add(stream: Any, stage: Stage) -> Any:
    from pyflink.common import Time, Types
    from pyflink.datastream import AsyncDataStream

    from lab.scenarios.planted.stages import KeyedWork, Lookup, Parse, Work, customer

    text = Types.STRING()
    if stage.keyed:
        function = KeyedWork(stage.compute_ms, stage.wait_ms)
        added = stream.key_by(customer, key_type=text).process(function, output_type=text)
    elif stage.lookups is not None:
        timeout = Time.seconds(60)
        added = AsyncDataStream.unordered_wait(stream, Lookup(stage.wait_ms), timeout, stage.lookups, text)
    elif stage.parses:
        added = stream.map(Parse(), output_type=text)
    else:
        added = stream.map(Work(stage.compute_ms, stage.wait_ms), output_type=text)
    added.name(stage.name).uid(stage.name).set_parallelism(stage.parallelism)
    return added if stage.chained else added.disable_chaining()


def _drop(stream: Any, name: str) -> None:
    from pyflink.datastream.connectors.base import Sink
    from pyflink.java_gateway import get_gateway

    jvm = get_gateway().jvm
    sink = Sink(jvm.org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink())
    stream.sink_to(sink).name(name).uid(name).set_parallelism(1)
