"""A simulated day is the same for the same seed, loses no decision, and names what it waits for."""

from dataclasses import replace
from random import Random

import pytest

from benchmarks.scale_simulation.__main__ import main
from benchmarks.scale_simulation.arrivals import DAY, HOUR, Arrivals
from benchmarks.scale_simulation.distribution import LogNormal, Measured, Percentiles
from benchmarks.scale_simulation.service import Assumptions, Run, Service, Shard
from benchmarks.scale_simulation.sizing import BUSY, of_shard, plan
from benchmarks.scale_simulation.validation import predict

STAGES = ("gather", "judge", "settle", "consequence", "educate")
TIMES = {**dict.fromkeys(STAGES, 0.006), **{f"{stage} again": 0.001 for stage in STAGES}}
SECONDS = {**TIMES, "begin": 0.002, "save": 0.008, "http": 0.004, "request": 0.05}
ALONE = Assumptions(cached=0.0, letters=0.0, share_to_people=0.0)
EVENING = 20 * HOUR


@pytest.fixture
def measured() -> Measured:
    stages = {name: Percentiles((0.0, 0.5, 1.0), (value / 2, value, 2 * value)) for name, value in SECONDS.items()}
    return Measured("a machine", stages, {"tables": 20_000, "rows": 12, "statements": 20}, 0.3)


def simulate(measured: Measured, shard: Shard, per_second: float, assumed: Assumptions = ALONE, seed: int = 1) -> Run:
    """At a constant rate."""
    arrivals = Arrivals(per_second * DAY, peak=1.0, burst=1.0)
    return Service(measured, assumed, shard, seed).run(arrivals, EVENING, 60, warm_up=10)


def test_same_seed_same_run(measured: Measured) -> None:
    runs = [simulate(measured, Shard(2), 20, Assumptions(model_share=0.2), seed) for seed in (1, 1, 2)]
    assert runs[0].latencies == runs[1].latencies != runs[2].latencies
    assert runs[0].stations == runs[1].stations


def test_no_decision_is_lost(measured: Measured) -> None:
    run = simulate(measured, Shard(1), 30, replace(ALONE, model_share=0.3))
    on_the_way = sum(station.growth for station in run.stations.values()) * run.seconds
    assert run.arrived - run.decided == pytest.approx(on_the_way, abs=1)
    assert len(run.latencies) == run.decided


@pytest.mark.parametrize(
    ("shard", "per_second", "assumed", "bottleneck"),
    [
        (Shard(1), 24, ALONE, "core"),
        (Shard(40), 110, ALONE, "save"),
        (Shard(4, model_slots=2), 6, replace(ALONE, model_share=1.0), "model"),
        (Shard(4), 6, replace(ALONE, model_share=1.0, model_requests_per_second=5.0), "limit"),
        (Shard(4, people=1), 8, replace(ALONE, share_to_people=0.2), "people"),
        (Shard(4, webhook_workers=1), 8, replace(ALONE, letters=1.0), "webhook"),
    ],
)
def test_bottleneck_is_found(
    measured: Measured, shard: Shard, per_second: float, assumed: Assumptions, bottleneck: str
) -> None:
    assert simulate(measured, shard, per_second, assumed).bottleneck.name == bottleneck


def test_more_processes_are_never_worse(measured: Measured) -> None:
    slow, *faster = (simulate(measured, Shard(number), 25) for number in (1, 2, 4))
    means = [sum(run.latencies) / len(run.latencies) for run in (slow, *faster)]
    assert means == sorted(means, reverse=True)


def test_contents_that_were_read_before_take_less_of_a_core(measured: Measured) -> None:
    anew, again = (simulate(measured, Shard(2), 20, replace(ALONE, cached=share)) for share in (0.0, 1.0))
    assert again.stations["core"].utilisation < anew.stations["core"].utilisation / 3


def test_plan_is_as_busy_as_planned(measured: Measured) -> None:
    arrivals = Arrivals(5e6, burst=1.0)
    planned = plan(measured, ALONE, arrivals)
    of_one, assumed = of_shard(arrivals, ALONE, planned.shards)
    run = Service(measured, assumed, planned.shard, 1).run(of_one, EVENING, 60)
    assert planned.shards > 1
    assert max(run.stations["core"].utilisation, run.stations["save"].utilisation) < BUSY * 1.25
    assert not run.bottleneck.growth > 0.05 * run.arrived / run.seconds


def test_shorter_lock_needs_fewer_shards(measured: Measured) -> None:
    arrivals = Arrivals(1e7, burst=1.0)
    as_it_is, shorter = (plan(measured, replace(ALONE, locked=share), arrivals) for share in (1.0, 0.25))
    assert shorter.shards == pytest.approx(as_it_is.shards / 4, abs=1)
    assert as_it_is.rows_per_second == shorter.rows_per_second


@pytest.mark.parametrize(("processes", "cores", "times"), [(1, 2, 1.0), (2, 2, 2.0), (2, 1, 1.0), (4, 2, 2.0)])
def test_processes_are_predicted_to_share_the_cores(
    measured: Measured, processes: int, cores: int, times: float
) -> None:
    (one, _), (rate, latencies) = predict(measured, 1, 2), predict(measured, processes, cores)
    assert rate / one == pytest.approx(times, rel=0.1)
    assert len(latencies) == pytest.approx(
        rate * sum(latencies) / len(latencies) * len(latencies) / processes, rel=0.02
    )


@pytest.mark.slow
def test_report_shows_each_volume(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["scale_simulation", "--model-share", "0.1"])
    main()
    shown = capsys.readouterr().out
    assert shown.count("100 m") == 4
    assert "USD" in shown


def test_day_has_as_many_arrivals_as_planned_most_of_them_at_its_peak() -> None:
    arrivals = Arrivals(20_000, burst=1.0)
    times = [*arrivals.times(0, DAY, Random(1))]
    assert len(times) == pytest.approx(20_000, rel=0.03)
    of_hour = [sum(int(at // HOUR) == hour for at in times) for hour in range(24)]
    assert max(range(24), key=of_hour.__getitem__) in (18, 19, 20, 21)
    assert max(of_hour) / (len(times) / 24) == pytest.approx(arrivals.peak, rel=0.1)


def test_times_are_drawn_as_they_were_measured() -> None:
    percentiles, chance = Percentiles((0.0, 0.5, 0.9, 1.0), (1.0, 2.0, 4.0, 10.0)), Random(1)
    drawn = sorted(percentiles(chance) for _ in range(20_000))
    assert drawn[10_000] == pytest.approx(2, rel=0.02)
    assert drawn[18_000] == pytest.approx(4, rel=0.06)
    assert sum(drawn) / len(drawn) == pytest.approx(percentiles.mean, rel=0.02)
    assumed = LogNormal(2.0, 5.0)
    values = sorted(assumed(chance) for _ in range(20_000))
    assert values[18_000] == pytest.approx(5, rel=0.05)
    assert sum(values) / len(values) == pytest.approx(assumed.mean, rel=0.05)
