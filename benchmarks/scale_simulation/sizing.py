"""How many shards, processes and people a number of decisions a day needs, and what it writes and costs."""

import math
from dataclasses import dataclass, replace

from benchmarks.scale_simulation.arrivals import DAY, HOUR, Arrivals
from benchmarks.scale_simulation.distribution import Measured
from benchmarks.scale_simulation.service import READ, WRITTEN, Assumptions, Shard
from llm.options import LlmOptions
from llm.tokens import TokenCounts, model_cost

BUSY = 0.6  # of a station in the busiest hour, so that a burst of half as much again stays below its capacity
BUSY_PEOPLE = 0.85  # over the day: their line may grow in the evening and shrink at night
TOKENS = TokenCounts(input=6_200, cached=4_300, output=350)  # of one question: docs/numbers.md; the output is assumed
SHARES = (0.01, 0.1, 1.0)


@dataclass(frozen=True)
class Plan:
    """`people` work at the same moment, all day. `cores`: those of the processes that are busy on average."""

    per_day: float
    shards: int
    shard: Shard
    people: int
    cores: float
    rows_per_second: float
    gigabytes_a_day: float

    @property
    def processes(self) -> int:
        return self.shards * self.shard.processes


def core_seconds(measured: Measured, cached: float) -> float:
    """Of one decision, on average."""
    anew, again = ((measured.sum_of([f"{stage}{suffix}" for stage in (*READ, *WRITTEN)])) for suffix in ("", " again"))
    return measured.stages["http"].mean + (1 - cached) * anew + cached * again


def plan(measured: Measured, assumed: Assumptions, arrivals: Arrivals, shards: int | None = None) -> Plan:
    """`shards` None: as many as the lock of the audit log needs."""
    peak, mean = arrivals.per_day / DAY * arrivals.peak, arrivals.per_day / DAY
    per_core, save = core_seconds(measured, assumed.cached), measured.stages["save"].mean
    save += measured.written["statements"] * assumed.round_trip
    shards = shards or max(1, math.ceil(peak * save * assumed.locked / BUSY))
    processes = max(1, math.ceil(peak / shards * per_core / BUSY))
    asked = peak / shards * assumed.model_share * assumed.model_seconds.mean
    slots = max(Shard(1).model_slots, math.ceil(asked / BUSY / processes))
    people = max(1, math.ceil(mean * assumed.share_to_people * assumed.review_seconds.mean / BUSY_PEOPLE))
    in_database = measured.stages["begin"].mean + save * (1 - assumed.locked)
    database = max(4, math.ceil(peak / shards * in_database / BUSY))
    webhooks = max(2, math.ceil(peak / shards * assumed.letters * assumed.webhook_seconds.mean / BUSY))
    return Plan(
        per_day=arrivals.per_day,
        shards=shards,
        shard=Shard(processes, max(1, round(people / shards)), slots, database, webhooks),
        people=people,
        cores=mean * per_core,
        rows_per_second=peak * measured.written["rows"],
        gigabytes_a_day=arrivals.per_day * measured.written["tables"] / 1e9,
    )


def of_shard(arrivals: Arrivals, assumed: Assumptions, shards: int) -> tuple[Arrivals, Assumptions]:
    """What one shard gets where creators are spread evenly. The provider's limit is shared too."""
    limit = assumed.model_requests_per_second / shards
    return (
        replace(arrivals, per_day=arrivals.per_day / shards),
        replace(assumed, model_requests_per_second=max(limit, 1e-3)),
    )


def core_hours(measured: Measured, assumed: Assumptions, per_day: float) -> float:
    return per_day * core_seconds(measured, assumed.cached) / HOUR


def model_cost_a_day(per_day: float, share: float, options: LlmOptions) -> float | None:
    """None where the price table does not know the model."""
    one = model_cost(options.chat_model, TOKENS, options)
    return None if one is None else one * per_day * share
