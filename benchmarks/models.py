"""The cost of deciding with language models, against a fake server on this machine: `python -m benchmarks.models`.

The server answers at random. So calls, tokens and times are measured here, not verdicts.
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

from agent.build import Clausewise, build
from agent.settings import Settings, read_settings
from benchmarks.fake_openai import started
from benchmarks.peer_langchain import LangChainPeer
from benchmarks.timing import elapsed_seconds
from domain.case import Case
from domain.usage import Usage
from eval.dataset.dataset import BUNDLED, read_dataset
from llm.chat import open_chat
from llm.options import LlmOptions
from llm.server import ModelServer

CASES, SEED = 60, 7
CONCURRENT_CASES, ROUNDS, SERVER_SLOTS, SERVER_DELAY = 64, 6, 16, 0.5
AS_OF = date(2026, 9, 14)
COUNTERS = ("calls", "input_tokens", "cached_tokens", "output_tokens")
JUDGING_HEADING = "# Rules to judge"
CACHED_PRICE, OUTPUT_PRICE = 0.1, 4  # of a token, where one of uncached input costs 1


@dataclass(frozen=True)
class SentRequest:
    url: str
    body: bytes


@dataclass(frozen=True)
class CaseCost:
    """Seconds of the decision, seconds of its requests sent again without us, and the usage."""

    seconds: float
    request_seconds: float
    usage: Usage


@dataclass(frozen=True)
class MeanCost:
    """Per case."""

    calls: float
    tokens: float
    cached: float
    output: float
    seconds: float

    @property
    def weighted(self) -> float:
        """Tokens, each by its price."""
        return self.tokens - self.cached + CACHED_PRICE * self.cached + OUTPUT_PRICE * self.output

    @property
    def seconds_with_delay(self) -> float:
        """Calls follow each other. The fake server answers at once, which no model does."""
        return self.seconds + self.calls * SERVER_DELAY


def main() -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder, started() as url:
        settings = read_settings(data_dir=Path(folder), signals_file=BUNDLED / "creators.yaml")
        cases = _sample_cases()
        console.print(_overhead_table(settings, url, cases))
        console.print(_peer_table(settings, url, cases))
        console.print(_prefix_table(settings, url, cases))
    arguments = ("--delay", str(SERVER_DELAY), "--slots", str(SERVER_SLOTS))
    with tempfile.TemporaryDirectory() as folder, started(*arguments) as url:
        console.print(_throughput_table(read_settings(data_dir=Path(folder)), url, cases))


def _sample_cases() -> list[Case]:
    """A random sample of English cases of the bundled dataset."""
    cases = [labelled.case for labelled in read_dataset(BUNDLED).cases if labelled.case.language == "en"]
    return random.Random(SEED).sample(cases, CASES)


@contextmanager
def _installation(
    settings: Settings, url: str, judge: str, **options: Any
) -> Iterator[tuple[Clausewise, list[SentRequest]]]:
    """An installation, and the list in which its requests are recorded."""
    sent: list[SentRequest] = []
    hooks = {"request": [lambda request: sent.append(SentRequest(str(request.url), request.read()))]}
    pool = httpx2.Client(limits=httpx2.Limits(max_connections=None), event_hooks=hooks)
    with ModelServer(LlmOptions.model_validate({"base_url": url, **options}), pool=pool) as models:
        yield build(settings, judge=judge, models=models), sent


def _case_costs(settings: Settings, url: str, judge: str, cases: Sequence[Case], **options: Any) -> list[CaseCost]:
    """The first case is decided twice: lazy loading is not measured."""
    with _installation(settings, url, judge, **options) as (clausewise, sent), httpx2.Client() as client:
        return [_case_cost(clausewise, sent, client, case) for case in (cases[0], *cases)][1:]


def _case_cost(clausewise: Clausewise, sent: list[SentRequest], client: httpx2.Client, case: Case) -> CaseCost:
    sent.clear()
    start = perf_counter()
    decision = clausewise.adjudicator.decide(case)
    seconds = perf_counter() - start
    again = elapsed_seconds(lambda: [client.post(one.url, content=one.body).raise_for_status() for one in sent])
    return CaseCost(seconds, again, decision.trace.usage)


def _overhead_table(settings: Settings, url: str, cases: Sequence[Case]) -> Table:
    title = "Overhead, at no server delay"
    table = Table("judge", "p50 ms", "requests only ms", "overhead p50 ms", "at most", title=title)
    for judge in ("cascade", "decisions", "llm"):
        costs = _case_costs(settings, url, judge, cases)
        overhead = median(cost.seconds - cost.request_seconds for cost in costs)
        times = (median(cost.seconds for cost in costs), median(cost.request_seconds for cost in costs), overhead)
        table.add_row(judge, *(f"{time * 1000:.1f}" for time in times), "20")
    return table


def _peer_table(settings: Settings, url: str, cases: Sequence[Case]) -> Table:
    title = "Beside a plain LangChain agent"
    columns = ("who", "calls", "input tokens", "cached", "output tokens", "by price", "wall ms", "s at 0.5 s a call")
    table = Table(*columns, title=title)
    peer = _peer_cost(settings, url, cases)
    table.add_row("peer", *_format(peer))
    for judge in ("cascade", "llm"):
        ours = _judge_cost(settings, url, cases, judge)
        table.add_row(judge, *_format(ours))
        calls, tokens, price = ours.calls / peer.calls, ours.tokens / peer.tokens, ours.weighted / peer.weighted
        times = (ours.seconds / peer.seconds, ours.seconds_with_delay / peer.seconds_with_delay)
        ratios = (f"{calls:.2f}", f"{tokens:.2f}", "", "", f"{price:.2f}", *(f"{time:.2f}" for time in times))
        table.add_row("  ratio to the peer", *ratios)
    table.add_row("  at most", "0.55", "", "", "", "1.00", "", "0.70")
    return table


def _format(cost: MeanCost) -> tuple[str, ...]:
    tokens = (cost.tokens, cost.cached, cost.output, cost.weighted)
    times = (f"{cost.seconds * 1000:.0f}", f"{cost.seconds_with_delay:.2f}")
    return f"{cost.calls:.2f}", *(f"{number:.0f}" for number in tokens), *times


def _peer_cost(settings: Settings, url: str, cases: Sequence[Case]) -> MeanCost:
    with _installation(settings, url, "local") as (clausewise, _):
        chat = open_chat(LlmOptions.model_validate({"base_url": url}), httpx2.Client())
        peer = LangChainPeer(chat, clausewise.corpus, AS_OF)
        peer.decide(cases[0])
        usages, times = [], []
        for case in cases:
            start = perf_counter()
            usages.append(peer.decide(case))
            times.append(perf_counter() - start)
    calls, tokens, cached, output = (mean(getattr(usage, name) for usage in usages) for name in COUNTERS)
    return MeanCost(calls, tokens, cached, output, mean(times))


def _judge_cost(settings: Settings, url: str, cases: Sequence[Case], judge: str) -> MeanCost:
    costs = _case_costs(settings, url, judge, cases)
    calls, tokens, cached, output = (mean(getattr(cost.usage, name) for cost in costs) for name in COUNTERS)
    return MeanCost(calls, tokens, cached, output, mean(cost.seconds for cost in costs))


def _prefix_table(settings: Settings, url: str, cases: Sequence[Case]) -> Table:
    """The common prefix of the judging prompts of consecutive cases, in characters and as a share."""
    with _installation(settings, url, "cascade") as (clausewise, sent):
        for case in cases:
            clausewise.adjudicator.decide(case)
    bodies = [json.loads(one.body) for one in sent]
    prompts = ["".join(message["content"] for message in body["messages"]) for body in bodies if "messages" in body]
    judging = [prompt for prompt in prompts if JUDGING_HEADING in prompt]
    pairs = [(_common_prefix(one, other), len(other)) for one, other in pairwise(judging)]
    table = Table("pairs", "prompt p50, characters", "shared p50", title="Prompt prefix of two cases")
    shared = median(prefix / length for prefix, length in pairs)
    table.add_row(str(len(pairs)), f"{median(length for _, length in pairs):.0f}", f"{shared:.0%}")
    return table


def _common_prefix(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _throughput_table(settings: Settings, url: str, cases: Sequence[Case]) -> Table:
    many = [cases[n % len(cases)] for n in range(CONCURRENT_CASES * ROUNDS)]
    with (
        _installation(settings, url, "cascade") as (clausewise, sent),
        ThreadPoolExecutor(CONCURRENT_CASES) as pool,
    ):
        clausewise.adjudicator.decide(cases[0])
        sent.clear()
        seconds = elapsed_seconds(lambda: list(pool.map(clausewise.adjudicator.decide, many)))
    rate, limit = len(sent) / seconds, SERVER_SLOTS / SERVER_DELAY
    title = f"Throughput, at {SERVER_DELAY:g} s server delay"
    table = Table("concurrent cases", "requests/s", "limit", "share", "at least", title=title)
    table.add_row(str(CONCURRENT_CASES), f"{rate:.1f}", f"{limit:.0f}", f"{rate / limit:.0%}", "90%")
    return table


if __name__ == "__main__":
    main()
