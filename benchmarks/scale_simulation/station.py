"""A station: customers wait in one line, in the order in which they came, for one of several servers."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from simpy import Environment, Resource

Steps = Generator[Any, Any, None]


@dataclass(frozen=True)
class StationFigures:
    """Over the measured time. `arrived` and `left` count customers, `present` those who are there at its end.
    `utilisation`: the busy share of the servers. `mean_present`: of all moments. `mean_time`, in seconds, of those who
    left. `growth`: customers a second by which the line became longer."""

    name: str
    servers: int
    arrived: int
    left: int
    present: int
    utilisation: float
    mean_present: float
    mean_time: float
    growth: float


class Station:
    """Counts from the last `start_counting` on."""

    def __init__(self, environment: Environment, name: str, servers: int) -> None:
        self.environment, self.name, self.servers = environment, name, servers
        self._resource = Resource(environment, servers)
        self._present = 0
        self.start_counting()

    def start_counting(self) -> None:
        self._since = self._changed = self.environment.now
        self._busy_time = self._present_time = self._time = 0.0
        self._arrived = self._left = 0
        self._present_at_start = self._present

    def serve(self, seconds: float) -> Steps:
        """Waits for a server, and has it for so long."""
        came = self.environment.now
        self._change(1)
        self._arrived += 1
        with self._resource.request() as turn:
            yield turn
            self._note()
            yield self.environment.timeout(seconds)
            self._note()
        self._change(-1)
        self._left += 1
        self._time += self.environment.now - came

    def figures(self) -> StationFigures:
        self._note()
        passed = max(self.environment.now - self._since, 1e-9)
        return StationFigures(
            self.name,
            self.servers,
            self._arrived,
            self._left,
            self._present,
            self._busy_time / passed / self.servers,
            self._present_time / passed,
            self._time / max(self._left, 1),
            (self._present - self._present_at_start) / passed,
        )

    def _change(self, by: int) -> None:
        self._note()
        self._present += by

    def _note(self) -> None:
        """Before each change of who waits and who is served."""
        passed = self.environment.now - self._changed
        self._changed = self.environment.now
        self._busy_time += passed * self._resource.count
        self._present_time += passed * self._present
