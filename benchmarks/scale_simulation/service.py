"""The way of a decision through one shard: its processes, its database, the models, people and webhooks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from simpy import Environment

from benchmarks.scale_simulation.arrivals import Arrivals
from benchmarks.scale_simulation.distribution import Draw, LogNormal, Measured
from benchmarks.scale_simulation.station import Station, StationFigures, Steps

READ, WRITTEN = ("gather", "judge"), ("settle", "consequence", "educate")
MINUTE = 60.0
MODEL, WEBHOOK, REVIEW = LogNormal(2.0, 5.0), LogNormal(0.15, 0.5), LogNormal(90.0, 240.0)  # seconds


@dataclass(frozen=True)
class Assumptions:
    """What was not measured. `model_share` of the decisions ask a model, in `model_seconds`; of the requests
    `model_failures` fail and are sent again, `retries` times; the provider lets `model_requests_per_second` of all
    processes start. `cached`: the share of contents that were read before.
    A letter goes out for `letters` of the decisions. `locked`: the share of a save that holds the lock; 1 as it is.
    `round_trip`: seconds to a database on another machine, for each statement of a save."""

    model_share: float = 0.0
    model_seconds: LogNormal = MODEL
    model_failures: float = 0.01
    retries: int = 2
    model_requests_per_second: float = 10_000 / MINUTE
    cached: float = 0.018
    letters: float = 0.1
    webhook_seconds: LogNormal = WEBHOOK
    review_seconds: LogNormal = REVIEW
    share_to_people: float = 0.02
    locked: float = 1.0
    round_trip: float = 0.0


@dataclass(frozen=True)
class Shard:
    """One database with what works on it. `processes` have one core each; a model keeps one of `model_slots` busy."""

    processes: int
    people: int = 1
    model_slots: int = 32
    database_cores: int = 4
    webhook_workers: int = 8


@dataclass
class Run:
    """What happened: seconds of each decision from its arrival to its answer, by station, and who is left."""

    arrived: int = 0
    decided: int = 0
    latencies: list[float] = field(default_factory=list)
    stations: Mapping[str, StationFigures] = field(default_factory=dict)
    seconds: float = 0.0

    def clear(self) -> None:
        self.arrived = self.decided = 0
        self.latencies.clear()

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else float("nan")

    @property
    def bottleneck(self) -> StationFigures:
        return max(self.stations.values(), key=lambda station: station.utilisation)


class Service:
    """Draws all that is random of a decision when it arrives, so that more servers meet the same work."""

    def __init__(self, measured: Measured, assumed: Assumptions, shard: Shard, seed: int) -> None:
        self.measured, self.assumed, self.shard = measured, assumed, shard
        self.environment, self.chance = Environment(), Random(seed)
        self.run_so_far = Run()
        servers = {
            "gateway": shard.processes,
            "begin": shard.database_cores,
            "core": shard.processes,
            "limit": 1,
            "model": shard.model_slots * shard.processes,
            "write": shard.database_cores,
            "save": 1,
            "webhook": shard.webhook_workers,
            "people": shard.people,
        }
        self.stations = {name: Station(self.environment, name, count) for name, count in servers.items()}

    def run(self, arrivals: Arrivals, start: float, seconds: float, warm_up: float = MINUTE) -> Run:
        """From `start`, in seconds after midnight. The warm-up is not counted. Ends with some still on their way."""
        times = [*arrivals.times(start, warm_up + seconds, Random(self.chance.random()))]
        self.environment.process(self._arrive(times))
        self.environment.run(warm_up)
        self.run_so_far.clear()
        for station in self.stations.values():
            station.start_counting()
        self.environment.run(warm_up + seconds)
        self.run_so_far.stations = {name: station.figures() for name, station in self.stations.items()}
        self.run_so_far.seconds = seconds
        return self.run_so_far

    def _arrive(self, times: Sequence[float]) -> Steps:
        for at in times:
            yield self.environment.timeout(max(at - self.environment.now, 0.0))
            self.environment.process(self._decide())

    def _decide(self) -> Steps:
        came, chance, assumed = self.environment.now, self.chance, self.assumed
        self.run_so_far.arrived += 1
        again = " again" if chance.random() < assumed.cached else ""
        stages = [f"{stage}{again}" for stage in (*READ, *WRITTEN)]
        core = sum(self.measured.stages[stage](chance) for stage in stages)
        begin, save, http = (self._draw(name) for name in ("begin", "save", "http"))
        save += self.measured.written["statements"] * assumed.round_trip
        model = [assumed.model_seconds(chance) for _ in range(self._attempts())]
        review = chance.random() < assumed.share_to_people, assumed.review_seconds(chance)
        letter = chance.random() < assumed.letters, assumed.webhook_seconds(chance)
        yield from self.stations["gateway"].serve(http)
        yield from self.stations["begin"].serve(begin)
        yield from self.stations["core"].serve(core)
        for seconds in model:
            yield from self.stations["limit"].serve(1 / assumed.model_requests_per_second)
            yield from self.stations["model"].serve(seconds)
        yield from self.stations["write"].serve(save * (1 - assumed.locked))
        yield from self.stations["save"].serve(save * assumed.locked)
        self.run_so_far.decided += 1
        self.run_so_far.latencies.append(self.environment.now - came)
        for name, (happens, seconds) in (("people", review), ("webhook", letter)):
            if happens:
                self.environment.process(self.stations[name].serve(seconds))

    def _draw(self, name: str) -> float:
        draw: Draw = self.measured.stages[name]
        return draw(self.chance)

    def _attempts(self) -> int:
        """None where no model is asked."""
        if self.chance.random() >= self.assumed.model_share:
            return 0
        attempts = 1
        while attempts <= self.assumed.retries and self.chance.random() < self.assumed.model_failures:
            attempts += 1
        return attempts
