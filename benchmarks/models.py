"""What deciding with language models costs, against a fake server on this machine: `python -m benchmarks.models`.

The server's answers are drawn by chance, so calls and tokens are what matters here, and not the verdicts.
"""

import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from typing import Any

import httpx2
from rich.console import Console
from rich.table import Table

from agent.adjudicator import NoDecisionLog
from agent.build import Clausewise, build
from agent.settings import Settings, read_settings
from benchmarks.clock import seconds
from benchmarks.fake_openai import started
from benchmarks.peer_langchain import Peer
from domain.case import Case
from domain.usage import Usage
from eval.dataset.dataset import BUNDLED, read_dataset
from llm.chat import open_chat
from llm.options import Band, LlmOptions
from llm.server import ModelServer

CASES, SEED = 60, 7
AT_ONCE, ROUNDS, SLOTS, DELAY = 64, 6, 16, 0.5
ON = date(2026, 9, 14)
COUNTED = ("calls", "input_tokens", "cached_tokens")
LAW = "# The law in force\n\n"
BANDS = {"cascade": Band(low=0.02, high=0.95), "cascade, the embedded judge trusted more": Band(low=0.2, high=0.8)}


@dataclass(frozen=True)
class Asked:
    """A request as it went out."""

    url: str
    body: bytes


@dataclass(frozen=True)
class Run:
    """One case: its wall time, that of its requests alone, and what they cost; seconds."""

    wall: float
    bare: float
    usage: Usage


def main() -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder, started() as url:
        settings = read_settings(data_dir=Path(folder), signals_file=BUNDLED / "creators.yaml")
        cases = _cases()
        console.print(_overhead(settings, url, cases))
        console.print(_peer(settings, url, cases))
        console.print(_prefix(settings, url, cases))
    with tempfile.TemporaryDirectory() as folder, started("--delay", str(DELAY), "--slots", str(SLOTS)) as url:
        console.print(_throughput(read_settings(data_dir=Path(folder)), url, cases))


def _cases() -> list[Case]:
    """English cases of the pack, drawn by chance."""
    cases = [labelled.case for labelled in read_dataset(BUNDLED).cases if labelled.case.language == "en"]
    return random.Random(SEED).sample(cases, CASES)


@contextmanager
def _joined(settings: Settings, url: str, judge: str, **given: Any) -> Iterator[tuple[Clausewise, list[Asked]]]:
    """The parts, and a list in which each request is written down."""
    asked: list[Asked] = []
    hooks = {"request": [lambda request: asked.append(Asked(str(request.url), request.read()))]}
    pool = httpx2.Client(limits=httpx2.Limits(max_connections=None), event_hooks=hooks)
    with ModelServer(LlmOptions.model_validate({"base_url": url, **given}), pool=pool) as models:
        yield build(settings, NoDecisionLog(), judge=judge, models=models), asked


def _runs(settings: Settings, url: str, judge: str, cases: Sequence[Case], **given: Any) -> list[Run]:
    with _joined(settings, url, judge, **given) as (clausewise, asked), httpx2.Client() as bare:
        return [_run(clausewise, asked, bare, case) for case in (cases[0], *cases)][1:]


def _run(clausewise: Clausewise, asked: list[Asked], bare: httpx2.Client, case: Case) -> Run:
    asked.clear()
    start = perf_counter()
    decision = clausewise.adjudicator.decide(case)
    wall = perf_counter() - start
    again = seconds(lambda: [bare.post(one.url, content=one.body).raise_for_status() for one in asked])
    return Run(wall, again, decision.trace.usage)


def _overhead(settings: Settings, url: str, cases: Sequence[Case]) -> Table:
    table = Table("judge", "p50 ms", "bare calls ms", "over them p50 ms", "at most", title="at no server delay")
    for judge in ("cascade", "decisions", "llm"):
        runs = _runs(settings, url, judge, cases)
        figures = (median(r.wall for r in runs), median(r.bare for r in runs), median(r.wall - r.bare for r in runs))
        table.add_row(judge, *(f"{figure * 1000:.1f}" for figure in figures), "20")
    return table


def _peer(settings: Settings, url: str, cases: Sequence[Case]) -> Table:
    table = Table(
        "who", "calls a case", "tokens in", "of these cached", "wall ms", title="beside a plain LangChain agent"
    )
    peer = _peer_costs(settings, url, cases)
    table.add_row("peer", *_told(peer))
    for name, band in BANDS.items():
        ours = _own_costs(settings, url, cases, band)
        table.add_row(name, *_told(ours))
        ratios = (ours.calls / peer.calls, ours.tokens / peer.tokens, ours.wall / peer.wall)
        table.add_row("  beside the peer", f"{ratios[0]:.2f}", f"{ratios[1]:.2f}", "", f"{ratios[2]:.2f}")
    return table


@dataclass(frozen=True)
class Costs:
    """A case's, on average; `wall` in seconds."""

    calls: float
    tokens: float
    cached: float
    wall: float


def _told(costs: Costs) -> tuple[str, ...]:
    return f"{costs.calls:.2f}", f"{costs.tokens:.0f}", f"{costs.cached:.0f}", f"{costs.wall * 1000:.0f}"


def _peer_costs(settings: Settings, url: str, cases: Sequence[Case]) -> Costs:
    with _joined(settings, url, "local") as (clausewise, _):
        peer = Peer(open_chat(LlmOptions.model_validate({"base_url": url}), httpx2.Client()), clausewise.corpus, ON)
        peer.decide(cases[0])
        spent, walls = [], []
        for case in cases:
            start = perf_counter()
            spent.append(peer.decide(case))
            walls.append(perf_counter() - start)
    calls, tokens, cached = (mean(getattr(one, name) for one in spent) for name in COUNTED)
    return Costs(calls, tokens, cached, mean(walls))


def _own_costs(settings: Settings, url: str, cases: Sequence[Case], band: Band) -> Costs:
    runs = _runs(settings, url, "cascade", cases, local_band=band)
    calls, tokens, cached = (mean(getattr(run.usage, name) for run in runs) for name in COUNTED)
    return Costs(calls, tokens, cached, mean(run.wall for run in runs))


def _prefix(settings: Settings, url: str, cases: Sequence[Case]) -> Table:
    """Of the questions that the cascade puts about two cases one after the other whose law begins with the same policy,
    the share that they begin with in common; letters stand for tokens."""
    with _joined(settings, url, "cascade") as (clausewise, asked):
        for case in cases:
            clausewise.adjudicator.decide(case)
    prompts: dict[tuple[str, str], list[str]] = {}
    for one in asked:
        talk = json.loads(one.body)
        system, user = (message["content"] for message in talk.get("messages") or talk["input"])
        if user.startswith(LAW):
            prompts.setdefault((system, user[len(LAW) :].split("-")[0]), []).append(system + user)
    shares = [_common(one, other) / len(other) for area in prompts.values() for one, other in pairwise(area)]
    table = Table("pairs", "shared p50", "at least", title="prompt prefix of two cases of one policy area")
    table.add_row(str(len(shares)), f"{median(shares):.0%}", "60%")
    return table


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _throughput(settings: Settings, url: str, cases: Sequence[Case]) -> Table:
    many = [cases[n % len(cases)] for n in range(AT_ONCE * ROUNDS)]
    with _joined(settings, url, "cascade") as (clausewise, asked), ThreadPoolExecutor(AT_ONCE) as pool:
        clausewise.adjudicator.decide(cases[0])
        asked.clear()
        wall = seconds(lambda: list(pool.map(clausewise.adjudicator.decide, many)))
    allowed = SLOTS / DELAY
    table = Table("cases at once", "requests/s", "allowed", "share", "at least", title=f"{DELAY:g} s server delay")
    rate = len(asked) / wall
    table.add_row(str(AT_ONCE), f"{rate:.1f}", f"{allowed:.0f}", f"{rate / allowed:.0%}", "90%")
    return table


if __name__ == "__main__":
    main()
