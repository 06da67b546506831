"""What deciding with language models costs, against a fake server on this machine: `python -m benchmarks.models`.

The server's answers are drawn by chance, so calls and tokens are what matters here, and not the verdicts.
"""

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

import httpx2
from rich.console import Console
from rich.table import Table

from agent.adjudicator import Unrecorded
from agent.build import Clausewise, build
from agent.settings import Settings, read_settings
from benchmarks.clock import seconds
from benchmarks.fake_openai import started
from benchmarks.peer_langchain import Peer
from domain.case import Case
from domain.usage import Usage
from eval.dataset import BUNDLED, read_dataset
from judges.putting import bench, put
from llm.chat import open_chat
from llm.options import LlmOptions
from llm.server import ModelServer
from prompts.judging import together

CASES, SEED = 60, 7
AT_ONCE, ROUNDS, SLOTS, DELAY = 64, 3, 16, 0.5
ON = date(2026, 9, 14)


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
def _joined(settings: Settings, url: str, judge: str) -> Iterator[tuple[Clausewise, list[Asked]]]:
    """The parts, and a list in which each request is written down."""
    asked: list[Asked] = []
    hooks = {"request": [lambda request: asked.append(Asked(str(request.url), request.read()))]}
    pool = httpx2.Client(limits=httpx2.Limits(max_connections=None), event_hooks=hooks)
    with ModelServer(LlmOptions.model_validate({"base_url": url}), pool=pool) as models:
        yield build(settings, Unrecorded(), judge=judge, models=models), asked


def _runs(settings: Settings, url: str, judge: str, cases: Sequence[Case]) -> list[Run]:
    with _joined(settings, url, judge) as (clausewise, asked), httpx2.Client() as bare:
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
    table = Table("who", "calls a case", "tokens in", "wall ms", title="beside a plain LangChain agent")
    with _joined(settings, url, "cascade") as (clausewise, asked), httpx2.Client() as bare:
        peer = Peer(open_chat(LlmOptions.model_validate({"base_url": url}), httpx2.Client()), clausewise.shelf, ON)
        ours, theirs, walls = [], [], []
        for case in (cases[0], *cases):
            ours.append(_run(clausewise, asked, bare, case))
            start = perf_counter()
            theirs.append(peer.decide(case))
            walls.append(perf_counter() - start)
    rows = {
        "peer": (mean(t.calls for t in theirs[1:]), mean(t.input_tokens for t in theirs[1:]), mean(walls[1:])),
        "cascade": (
            mean(r.usage.calls for r in ours[1:]),
            mean(r.usage.input_tokens for r in ours[1:]),
            mean(r.wall for r in ours[1:]),
        ),
    }
    for who, (calls, tokens, wall) in rows.items():
        table.add_row(who, f"{calls:.2f}", f"{tokens:.0f}", f"{wall * 1000:.0f}")
    ratios = [ours / theirs for ours, theirs in zip(rows["cascade"], rows["peer"], strict=True)]
    table.add_row("ratio (at most 0.5)", *(f"{ratio:.2f}" for ratio in ratios))
    return table


def _prefix(settings: Settings, url: str, cases: Sequence[Case]) -> Table:
    """Of the judging prompts of two cases whose likeliest rule is of one policy, the share that they begin with in
    common; letters stand for tokens."""
    with _joined(settings, url, "llm") as (clausewise, _):
        prompts: dict[str, list[str]] = {}
        for case in cases:
            brief = clausewise.adjudicator.gatherer.gather(case, case.content_date or ON)
            judged = put(brief, "llm").judged
            prompt = together(judged, bench(brief))
            prompts.setdefault(judged[0].policy_id, []).append(prompt.system + prompt.user)
    shares = [_common(one, other) / len(other) for area in prompts.values() for one, other in pairwise(area)]
    table = Table("pairs", "shared p50", "at least", title="prompt prefix of two cases of one policy area")
    table.add_row(str(len(shares)), f"{median(shares):.0%}", "60%")
    return table


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _throughput(settings: Settings, url: str, cases: Sequence[Case]) -> Table:
    many = [cases[n % len(cases)] for n in range(AT_ONCE * ROUNDS)]
    with _joined(settings, url, "llm") as (clausewise, asked), ThreadPoolExecutor(AT_ONCE) as pool:
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
