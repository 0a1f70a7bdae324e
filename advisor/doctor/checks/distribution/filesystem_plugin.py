"""The filesystem of checkpoints and savepoints has its plugin.

`s3://` and the like need a jar in a folder of its own under plugins/; in lib/ or left in opt/ it is not loaded as one.

Says nothing of directories that need none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.doctor.outcome import Said, failed, ok, skipped
from advisor.doctor.seen import Cluster, Distribution
from advisor.doctor.storage import DIRECTORIES, scheme_of
from advisor.model.unknown import Unknown

_PLUGINS = {
    "s3": ("flink-s3-fs-hadoop", "flink-s3-fs-presto"),
    "s3a": ("flink-s3-fs-hadoop",),
    "s3p": ("flink-s3-fs-presto",),
    "oss": ("flink-oss-fs-hadoop",),
    "gs": ("flink-gs-fs-hadoop",),
    "abfs": ("flink-azure-fs-hadoop",),
    "abfss": ("flink-azure-fs-hadoop",),
    "wasb": ("flink-azure-fs-hadoop",),
    "wasbs": ("flink-azure-fs-hadoop",),
}


def check(distribution: Distribution, cluster: Cluster | Unknown, wanted: Mapping[str, str]) -> Iterator[Said]:
    directories = (wanted[key] for keys in DIRECTORIES.values() for key in keys if wanted.get(key))
    schemes = sorted({scheme_of(each) for each in directories} & _PLUGINS.keys())
    for scheme in schemes:
        fitting = _PLUGINS[scheme]
        found = [jar for jar in distribution.plugins if jar.artifact in fitting]
        if isinstance(cluster, Cluster) and not cluster.is_here:
            yield skipped(f"{scheme}://: the cluster's plugins/ cannot be seen from here")
        elif found:
            yield ok(f"{scheme}://: {found[0].file} in plugins/")
        else:
            yield failed(
                f"{scheme}:// needs {' or '.join(fitting)} in plugins/ of {distribution.home}",
                f"mkdir plugins/{scheme} and copy {fitting[0]}-{distribution.version}.jar there, then restart Flink",
            )
