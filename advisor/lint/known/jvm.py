"""The -XX flags that each listed JDK knows, and what takes the place of those that went."""

from __future__ import annotations

from functools import cache

from advisor.lint.known import read_data
from advisor.plan.jvm_flags import does_nothing

JDKS = (11, 17, 21)
# Understood before the flags are looked up, or under a second name, so that no JDK prints them.
_SPECIAL = frozenset(
    {"Flags", "VMOptionsFile", "DefaultMaxRAMFraction", "CreateMinidumpOnCrash", "IgnoreUnrecognizedVMOptions"}
)
_OF_CMS = "nothing: it was CMS's own"
# `java` manual of JDK 17, "Convert GC Logging Flags to Xlog" and "Convert Runtime Logging Flags to Xlog"; JEP 271.
LOG_INSTEAD = {
    "G1PrintHeapRegions": "-Xlog:gc+region=trace",
    "G1SummarizeRSetStats": "-Xlog:gc+remset*=trace",
    "GCLogFileSize": "filesize=... at the end of -Xlog:gc*:file=...",
    "NumberOfGCLogFiles": "filecount=... at the end of -Xlog:gc*:file=...",
    "UseGCLogFileRotation": "filecount=10,filesize=100M at the end of -Xlog:gc*:file=...",
    "PrintAdaptiveSizePolicy": "-Xlog:gc+ergo*=trace",
    "PrintCMSInitiationStatistics": _OF_CMS,
    "PrintCMSStatistics": _OF_CMS,
    "PrintClassHistogramAfterFullGC": "-Xlog:gc+classhisto*=trace",
    "PrintClassHistogramBeforeFullGC": "-Xlog:gc+classhisto*=trace",
    "PrintFLSCensus": _OF_CMS,
    "PrintFLSStatistics": _OF_CMS,
    "PrintGC": "-Xlog:gc",
    "PrintGCDetails": "-Xlog:gc*",
    "PrintGCApplicationConcurrentTime": "-Xlog:safepoint",
    "PrintGCApplicationStoppedTime": "-Xlog:safepoint",
    "PrintGCCause": "nothing: -Xlog:gc always tells the cause",
    "PrintGCDateStamps": "the decorator time, as in -Xlog:gc*:file=...:time,uptime,level,tags",
    "PrintGCTimeStamps": "the decorator uptime, as in -Xlog:gc*:file=...:time,uptime,level,tags",
    "PrintGCID": "nothing: -Xlog:gc always tells the number of the collection",
    "PrintGCTaskTimeStamps": "-Xlog:gc+task*=debug",
    "PrintHeapAtGC": "-Xlog:gc+heap=trace",
    "PrintHeapAtGCExtended": "-Xlog:gc+heap=trace",
    "PrintJNIGCStalls": "-Xlog:gc+jni=debug",
    "PrintOldPLAB": "-Xlog:gc+plab=trace",
    "PrintPLAB": "-Xlog:gc+plab=trace",
    "PrintPromotionFailure": "-Xlog:gc+promotion=debug",
    "PrintReferenceGC": "-Xlog:gc+ref*=debug",
    "PrintSafepointStatistics": "-Xlog:safepoint+stats=debug",
    "PrintTLAB": "-Xlog:gc+tlab=trace",
    "PrintTenuringDistribution": "-Xlog:gc+age*=trace",
    "TraceBiasedLocking": "-Xlog:biasedlocking",
    "TraceClassLoading": "-Xlog:class+load",
    "TraceClassLoadingPreorder": "-Xlog:class+preorder=debug",
    "TraceClassResolution": "-Xlog:class+resolve=debug",
    "TraceClassUnloading": "-Xlog:class+unload",
    "TraceLoaderConstraints": "-Xlog:class+loader+constraints",
    "TraceMonitorInflation": "-Xlog:monitorinflation=debug",
    "Xloggc": "-Xlog:gc*:file=...:time,uptime,level,tags:filecount=10,filesize=100M",
}
# Still understood, with a warning in the log.
STILL_LOGS = frozenset({"PrintGC", "PrintGCDetails", "Xloggc"})
# The JDK from which on a flag of the log does nothing, where that is not 9 (arguments.cpp of JDK 11).
LOG_GONE_FROM = {
    "PrintSafepointStatistics": 13,
    **dict.fromkeys((each for each in LOG_INSTEAD if each.startswith("Trace")), 17),
}
# From this JDK on Java says that it ignores the flag, whatever IgnoreUnrecognizedVMOptions says.
TOLD_FROM = {"ZGenerational": 24}
# Release notes and JEPs of the JDKs that dropped them.
INSTEAD = {
    "UseConcMarkSweepGC": "-XX:+UseG1GC",
    "UseParNewGC": "nothing: G1 collects the young generation itself",
    "UseParallelOldGC": "-XX:+UseParallelGC, which includes it",
    "CMSInitiatingOccupancyFraction": "-XX:InitiatingHeapOccupancyPercent, for G1",
    "UseCMSInitiatingOccupancyOnly": _OF_CMS,
    "CMSParallelRemarkEnabled": _OF_CMS,
    "CMSScavengeBeforeRemark": _OF_CMS,
    "CMSClassUnloadingEnabled": "nothing: G1 unloads classes",
    "PermSize": "-XX:MetaspaceSize; Flink sets it from taskmanager.memory.jvm-metaspace.size",
    "MaxPermSize": "taskmanager.memory.jvm-metaspace.size, from which Flink sets -XX:MaxMetaspaceSize",
    "AggressiveOpts": "nothing: what was worth having is the default",
    "UseBiasedLocking": "nothing: later JDKs have no biased locking",
    "ZGenerational": "-XX:+UseZGC; it is generational by itself from JDK 23 on",
    "UnlockCommercialFeatures": "nothing: Flight Recorder needs no unlocking",
    "UseCGroupMemoryLimitForHeap": "nothing: -XX:+UseContainerSupport is the default",
}


@cache
def flags_of(jdk: int) -> frozenset[str] | None:
    """What a listed JDK knows, under Linux; None for any other."""
    return frozenset(read_data(f"jvm-{jdk}")["flags"]) if jdk in JDKS else None


@cache
def all_flags() -> frozenset[str]:
    """What any listed JDK knows, or knew before."""
    listed = [flags_of(jdk) or frozenset() for jdk in JDKS]
    return frozenset().union(*listed, LOG_INSTEAD, INSTEAD, _SPECIAL)


def is_dead(flag: str, jdk: int) -> bool:
    """Whether this JDK ignores the flag, though another one knows it; False for a JDK that is not listed."""
    if flag in _SPECIAL or flag in STILL_LOGS:
        return False
    listed = flags_of(jdk)
    if listed is None:
        return does_nothing(flag, jdk)
    return flag in all_flags() and flag not in listed
