"""Measures the stages of a decision for the simulation of scale: `python -m benchmarks.stage_times [FILE]`.

Writes a JSON file of percentiles, by default `benchmarks/scale_simulation/stage_times.json`. One process, one thread
and the embedded judge on short posts, on a PostgreSQL of its own with its default settings, so that nothing waits.
`begin` and `save` are transactions. `save` holds the lock of the audit log: of all processes on a database one saves at
a time. A stage with `again` had a content that was read before. `request` is a request over HTTP to a service without
other load. The bytes are those of all tables with their indexes, and of the write-ahead log; each statement is a round
trip to the database, most of them in `save`.
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from rich.console import Console
from sqlalchemy import event, text

from agent.adjudicator import Adjudicator
from agent.build import build, build_embedder
from agent.cache_settings import ReadingCacheOptions
from agent.messages.notifications import Notifier
from agent.open_stores import open_decision_store, open_router
from agent.reading_cache.cache import ReadingCache
from agent.settings import Settings, read_settings
from benchmarks.http_load import run_load
from benchmarks.machine import machine
from benchmarks.postgresql import postgresql
from benchmarks.processes import CPU, services
from benchmarks.service import decision_requests, make_bodies
from domain.case import Case
from domain.decision import Decision, DecisionBasis
from domain.verdict import Outcome
from store.decision_log import StoreDecisionLog
from store.decisions import DecisionStore

FILE = Path(__file__).parent / "scale_simulation" / "stage_times.json"
CASES, REQUESTS, WARM_UP = 400, 200, 10
PERCENTILES = (0, 5, 10, 25, 50, 75, 90, 95, 99, 100)
STAGES = ("gather", "judge", "settle", "consequence", "educate")
WRITTEN = {
    "tables": "SELECT coalesce(sum(pg_total_relation_size(relid)), 0) FROM pg_stat_user_tables",
    "write-ahead log": "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn",
    "rows": "SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_user_tables",
}
Times = dict[str, list[float]]


@dataclass
class TimedLog:
    """A decision log that notes how long it takes, in milliseconds."""

    log: StoreDecisionLog
    times: Times = field(default_factory=dict)

    def begin(self, case: Case, decision_id: str, basis: DecisionBasis) -> None:
        start = perf_counter()
        self.log.begin(case, decision_id, basis)
        self._note("begin", start)

    def dismiss(self, decision_id: str) -> None:
        self.log.dismiss(decision_id)

    def save(self, case: Case, decision: Decision, answers: Mapping[str, str] | None = None) -> None:
        start = perf_counter()
        self.log.save(case, decision, answers)
        self._note("save", start)

    def find_answer(self, key: str) -> str | None:
        return self.log.find_answer(key)

    def _note(self, name: str, start: float) -> None:
        self.times.setdefault(name, []).append((perf_counter() - start) * 1000)


def main(path: Path) -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder, postgresql() as database:
        settings = read_settings(data_dir=Path(folder) / "stages", database_url=database.url)
        measured = measure_stages(settings)
        with services(CPU, Path(folder) / "service", database, count=1) as running:
            port, bodies = next(iter(running.pids)), make_bodies(Path(folder) / "stages")
            run_load(port, decision_requests(port, bodies[-WARM_UP:]), 1)
            load = run_load(port, decision_requests(port, bodies[:REQUESTS]), 1)
    measured["milliseconds"]["request"] = percentiles([1000 * latency for latency in load.latencies])
    path.write_text(json.dumps({"machine": machine(), **measured}, indent=1) + "\n", encoding="utf-8")
    for name, values in measured["milliseconds"].items():
        p50, p99 = (values[PERCENTILES.index(share)] for share in (50, 99))
        console.print(f"{name:18} p50 {p50:7.2f} ms, p99 {p99:7.2f} ms")
    console.print(f"a decision writes {measured['written_a_decision']}; wrote {path}")


def measure_stages(settings: Settings) -> dict[str, Any]:
    cache = ReadingCache.of(ReadingCacheOptions(megabytes=1_024))
    clausewise = build(settings, judge="local", embedder=build_embedder("minilm", 1), cache=cache)
    library, cases = clausewise.corpus.library, different_cases(settings.data_dir)
    notifier, router = Notifier(library, settings.messages.release), open_router(settings, library)
    with open_decision_store(settings, notifier, router) as store:
        _decide(clausewise.adjudicator, store, cases[:WARM_UP])
        before, statements = _written(store), _count_statements(store)
        times, share = _decide(clausewise.adjudicator, store, cases[WARM_UP:])
        before["statements"], after = 0.0, {"statements": float(len(statements)), **_written(store)}
    return {
        "percentiles": PERCENTILES,
        "milliseconds": {name: percentiles(values) for name, values in times.items()},
        "written_a_decision": {name: round((after[name] - before[name]) / CASES, 1) for name in after},
        "share_to_people": share,
    }


def _decide(adjudicator: Adjudicator, store: DecisionStore, cases: list[Case]) -> tuple[Times, float]:
    """Each case, and again without saving it. The times in milliseconds, and the share that needs a review."""
    log, reviews = TimedLog(StoreDecisionLog(store, decided_by="benchmark")), 0
    for case in cases:
        for suffix, decision in (
            ("", adjudicator.decide(case, decision_log=log)),
            (" again", adjudicator.decide(case)),
        ):
            reviews += decision.verdict.outcome is Outcome.NEEDS_REVIEW
            for stage in STAGES:
                log.times.setdefault(f"{stage}{suffix}", []).append(decision.trace.timings_ms[stage])
    return log.times, reviews / 2 / len(cases)


def different_cases(home: Path) -> list[Case]:
    """Each with a content and a creator of its own."""
    bodies = {body["content"][0]["text"]: body for body in make_bodies(home)}
    chosen = [*bodies.values()][: CASES + WARM_UP]
    return [Case.model_validate({**body, "creator_id": f"cr_{number}"}) for number, body in enumerate(chosen)]


def percentiles(values: list[float]) -> list[float]:
    return [round(float(value), 3) for value in np.percentile(values, PERCENTILES)]


def _count_statements(store: DecisionStore) -> list[str]:
    """Grows by each statement that is sent to the database from now on."""
    sent: list[str] = []
    event.listen(store.database.engine, "before_cursor_execute", lambda *arguments: sent.append(arguments[2]))
    return sent


def _written(store: DecisionStore) -> dict[str, float]:
    with store.database.transaction() as session:
        session.execute(text("SELECT pg_stat_force_next_flush()"))
        return {name: float(session.execute(text(query)).scalar_one()) for name, query in WRITTEN.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
