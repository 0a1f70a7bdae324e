"""A PyFlink job as it should be."""

from pyflink.datastream import DataStream, StreamExecutionEnvironment


def build(env: StreamExecutionEnvironment, source, watermarks, enrich, sink) -> DataStream:
    orders = env.from_source(source, watermarks, "orders").uid("orders")
    enriched = orders.map(enrich).name("enrichment").uid("enrichment")
    enriched.sink_to(sink).name("sink").uid("sink")
    return enriched
