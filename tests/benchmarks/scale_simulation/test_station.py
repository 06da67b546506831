"""Stations keep the laws of queues: nobody is lost, Little's law, and the formulas for exponential times."""

from dataclasses import dataclass
from math import factorial
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simpy import Environment

from benchmarks.scale_simulation.station import Station, StationFigures, Steps

CUSTOMERS = 30_000
SERVICE_RATE = 1.0


@dataclass(frozen=True)
class Visit:
    at: float
    seconds: float


def simulate(visits: list[Visit], servers: int, until: float | None = None) -> StationFigures:
    environment = Environment()
    station = Station(environment, "station", servers)

    def arrive() -> Steps:
        for visit in visits:
            yield environment.timeout(max(visit.at - environment.now, 0.0))
            environment.process(station.serve(visit.seconds))

    environment.process(arrive())
    environment.run(until)
    return station.figures()


def poisson(rate: float, number: int, seed: int = 3) -> list[Visit]:
    chance, at, visits = Random(seed), 0.0, []
    for _ in range(number):
        at += chance.expovariate(rate)
        visits.append(Visit(at, chance.expovariate(SERVICE_RATE)))
    return visits


def waiting_share(servers: int, load: float) -> float:
    """Erlang's C formula; `load` is in servers."""
    lost = load**servers / factorial(servers) * servers / (servers - load)
    return lost / (sum(load**n / factorial(n) for n in range(servers)) + lost)


VISITS = st.lists(st.builds(Visit, st.floats(0, 50), st.floats(0.01, 9)), min_size=1, max_size=25).map(
    lambda visits: sorted(visits, key=lambda visit: visit.at)
)


@settings(max_examples=40)
@given(VISITS, st.integers(1, 4), st.floats(1, 80))
def test_nobody_is_lost(visits: list[Visit], servers: int, until: float) -> None:
    figures = simulate(visits, servers, until)
    assert figures.arrived == sum(visit.at < until for visit in visits)
    assert figures.arrived == figures.left + figures.present
    assert figures.growth * until == pytest.approx(figures.present)
    assert 0 <= figures.utilisation <= 1 + 1e-9
    assert simulate(visits, servers).left == len(visits)


@settings(max_examples=40)
@given(VISITS, st.integers(1, 4))
def test_littles_law_holds_once_all_have_left(visits: list[Visit], servers: int) -> None:
    figures, last = simulate(visits, servers), max(visit.at for visit in visits)
    assert figures.present == 0
    arrival_rate = figures.mean_present / figures.mean_time  # customers in the time that was measured
    assert figures.arrived / arrival_rate >= last - 1e-6
    worked = sum(visit.seconds for visit in visits)
    assert figures.utilisation * servers * figures.arrived / arrival_rate == pytest.approx(worked)


@settings(max_examples=40)
@given(VISITS, st.integers(1, 4))
def test_another_server_makes_nobody_wait_longer(visits: list[Visit], servers: int) -> None:
    fewer, more = (simulate(visits, number) for number in (servers, servers + 1))
    assert more.mean_time <= fewer.mean_time + 1e-9


@pytest.mark.parametrize(("servers", "rate"), [(1, 0.5), (1, 0.8), (3, 2.4)])
def test_times_agree_with_the_formula(servers: int, rate: float) -> None:
    figures = simulate(poisson(rate, CUSTOMERS), servers)
    expected = waiting_share(servers, rate / SERVICE_RATE) / (servers * SERVICE_RATE - rate) + 1 / SERVICE_RATE
    assert figures.mean_time == pytest.approx(expected, rel=0.08)
    assert figures.utilisation == pytest.approx(rate / servers, rel=0.03)


def test_line_grows_where_too_many_come() -> None:
    figures = simulate(poisson(1.5, 6_000), 1, until=3_000)
    assert figures.growth == pytest.approx(0.5, rel=0.15)
    assert figures.utilisation == pytest.approx(1, abs=0.01)


def test_counting_can_start_later() -> None:
    environment = Environment()
    station = Station(environment, "station", 1)
    environment.process(station.serve(10))
    environment.run(4)
    station.start_counting()
    environment.run(8)
    figures = station.figures()
    assert (figures.arrived, figures.present, figures.utilisation, figures.growth) == (0, 1, 1, 0)
