"""The TaskManagers' garbage collector and its flags, as the JDK that runs understands them."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.diagnose.context import Context
from advisor.diagnose.garbage import Pause, long_pauses, often_collecting
from advisor.measure.machines import MachineMeasure
from advisor.model.unknown import Unknown, known_or
from advisor.plan.flink_key import in_force, recommend
from advisor.plan.jvm_flags import has_collector, modernise, with_collector
from advisor.plan.recommendation import Recommendation

# Never env.java.opts.all: what stands there replaces the --add-opens that Flink needs on JDK 17 and later.
OPTIONS = "env.java.opts.taskmanager"
_ELSEWHERE = ("env.java.opts.all", "env.java.opts")
PAUSE_GOAL_MS = 100
G1 = ("-XX:+UseG1GC", f"-XX:MaxGCPauseMillis={PAUSE_GOAL_MS}")
# How Flink names the beans of collectors that stop the tasks for as long as they take.
_IN_ONE_GO = {
    "PS_": "Parallel",
    "Copy": "Serial",
    "MarkSweepCompact": "Serial",
    "ParNew": "CMS",
    "ConcurrentMark": "CMS",
}
# Generational ZGC stops for less than a millisecond, and wants memory and CPU to spare: not worth it on a small heap.
GENERATIONAL_ZGC_SINCE = 21
LARGE_HEAP_BYTES = 8 << 30


def plan_gc(context: Context) -> tuple[Recommendation, ...]:
    """At most one recommendation, for all flags of the TaskManagers together.

    None while the JDK is not known, or neither the cluster nor a profile says which flags are set: they would be lost.
    """
    job = context.job.last
    known = not isinstance(job.configuration, Unknown) or context.settings.from_profile
    if isinstance(job.jvm, Unknown) or job.jvm.major is None or not known:
        return ()
    flags = tuple(str(in_force(context, OPTIONS) or "").split())
    chosen, reasons = _with_better_collector(context, flags, job.jvm.major)
    chosen, told = _without_dead_flags(context, chosen, job.jvm.major)
    if chosen == flags:
        return ()
    effect = "; ".join(effect for _, effect in (*reasons, *told))
    because = "; ".join(reason for reason, _ in (*reasons, *told))
    return recommend(context, OPTIONS, " ".join(chosen), because, effect)


Reasons = list[tuple[str, str]]


def _with_better_collector(context: Context, flags: tuple[str, ...], major: int) -> tuple[tuple[str, ...], Reasons]:
    pauses, often = long_pauses(context), often_collecting(context)
    trouble = [*(each.machine for each in pauses), *often]
    if not trouble:
        return flags, []
    collector = next((found for each in trouble if (found := _in_one_go(each))), None)
    if collector is not None:
        reason = f"{_what_it_does(pauses, often)} with the {collector} collector, which does all its work in one go"
        return with_collector(flags, *G1), [(reason, f"G1 works in steps of about {PAUSE_GOAL_MS} ms")]
    large = [each for each in pauses if "Young" in each.collector and _heap(each.machine) >= LARGE_HEAP_BYTES]
    if large and major >= GENERATIONAL_ZGC_SINCE:
        zgc = ("-XX:+UseZGC", "-XX:+ZGenerational") if major < 23 else ("-XX:+UseZGC",)
        reason = f"{_what_it_does(large, [])} with G1 and a heap of {_heap(large[0].machine) / (1 << 30):.0f} GB"
        return with_collector(flags, *zgc), [(reason, "pauses below 1 ms, for some CPU more")]
    return flags, []


def _what_it_does(pauses: list[Pause], often: list[MachineMeasure]) -> str:
    if pauses:
        return f"{pauses[0].machine.id} stops {pauses[0].mean_ms / 1000:,.1f} s for a collection"
    return f"{often[0].id} collects {known_or(often[0].gc_ratio, 0.0):.0%} of the time"


def _in_one_go(machine: MachineMeasure) -> str | None:
    for each in machine.collectors:
        for start, collector in _IN_ONE_GO.items():
            if each.name.replace(" ", "_").startswith(start):
                return collector
    return None


def _heap(machine: MachineMeasure) -> float:
    return known_or(machine.heap_max_bytes, 0.0)


def _without_dead_flags(context: Context, flags: tuple[str, ...], major: int) -> tuple[tuple[str, ...], Reasons]:
    own = modernise(flags, major)
    chosen, told = own.flags, list(_told(own.dead, own.log, OPTIONS, major))
    for key in _ELSEWHERE:
        other = modernise(tuple((context.job.last.setting(key) or "").split()), major)
        told += _told(other.dead, other.log, key, major)
        if other.log and not any(each.startswith("-Xlog:") for each in chosen):
            chosen = (*chosen, other.log)
    # Flink's scripts choose G1 only where no flags are set at all.
    if chosen and chosen != flags and not has_collector(chosen):
        chosen = with_collector(chosen, G1[0])
    return chosen, told


def _told(dead: tuple[str, ...], log: str | None, key: str, major: int) -> Iterator[tuple[str, str]]:
    if not dead:
        return
    by_hand = "" if key == OPTIONS else f" (in {key}: take them out by hand, and leave its --add-opens)"
    reason = f"{', '.join(dead)} {'does' if len(dead) == 1 else 'do'} nothing on JDK {major}{by_hand}"
    yield (
        reason,
        "the GC log is written again, by -Xlog" if log else "no other effect: the JVM ignores them already",
    )
