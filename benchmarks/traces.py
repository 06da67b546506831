"""What a trace costs a decision, in one run: off, taken by a collector, and refused: `python -m benchmarks.traces`."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from agent.build import Clausewise, build
from agent.settings import read_settings
from benchmarks.speed import make_cases
from benchmarks.timing import elapsed_seconds
from domain.case import Case
from tracing.open import NO_TRACING, Tracing
from tracing.otlp_recorder import OtlpRecorder
from tracing.spans import span

CASES, ROUNDS = 20, 1
TIMED_SPANS = 3_000  # fewer than wait in the queue
SPANS = 7  # of a decision without a model
OFF, TAKEN = "off", "taken by a collector"
COLLECTOR = """
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass
server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""
Seconds = Mapping[str, list[float]]


def main() -> None:
    lost: list[int] = []
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("deciding"), _collector() as url:
        clausewise = build(read_settings(data_dir=Path(folder)), judge="local")
        ways = {
            OFF: NO_TRACING,
            TAKEN: _tracing(url, lost),
            "collector down": _tracing("http://127.0.0.1:9", []),
        }
        cases = make_cases(clausewise.corpus.library)[:CASES]
        seconds = measure(clausewise, ways, cases)
        recorded = span_seconds(ways[TAKEN])
        for tracing in ways.values():
            tracing.close()
    Console().print(_table(seconds))
    times = f"{1e6 * span_seconds(NO_TRACING):.1f} µs, one that is recorded {1e6 * recorded:.1f} µs"
    Console().print(f"A span that is not recorded takes {times}; a decision has {SPANS}.")
    Console().print(f"Spans lost with the collector that takes them: {sum(lost)}.")


def measure(clausewise: Clausewise, ways: Mapping[str, Tracing], cases: list[Case]) -> Seconds:
    """Each case in each way, in turn, so that the load of the machine is the same for all. The first case of each way
    includes lazy loading and is left out."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    names = list(ways)
    for number, case in enumerate([cases[0], *cases * ROUNDS]):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            with ways[name].active():
                taken = elapsed_seconds(lambda case=case: clausewise.adjudicator.decide(case))  # type: ignore[misc]
            if number:
                seconds[name].append(taken)
    return seconds


def span_seconds(tracing: Tracing) -> float:
    """Of one span."""
    with tracing.active():
        begin = perf_counter()
        for _ in range(TIMED_SPANS):
            with span("nothing"):
                pass
        return (perf_counter() - begin) / TIMED_SPANS


def _tracing(url: str, lost: list[int]) -> Tracing:
    os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = url
    return Tracing(OtlpRecorder(lambda count, _: lost.append(count)))


@contextmanager
def _collector() -> Iterator[str]:
    """The URL of one in a process of its own."""
    with subprocess.Popen([sys.executable, "-c", COLLECTOR], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def _table(seconds: Seconds) -> Table:
    table = Table("trace", "p50 ms", "ratio to off", title=f"{len(seconds[OFF])} decisions without a model")
    for name, taken in seconds.items():
        ratio = median(one / off for one, off in zip(taken, seconds[OFF], strict=True))
        table.add_row(name, f"{1000 * median(taken):.2f}", f"{ratio:.3f}")
    return table


if __name__ == "__main__":
    main()
