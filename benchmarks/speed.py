"""Latency of a decision in a warm process, beside embedding its segments only: `python -m benchmarks.speed`."""

import random
import tempfile
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

from agent.build import Clausewise, build
from agent.decision_log import NO_DECISION_LOG, DecisionLog
from agent.evidence.content import segment_content
from agent.open_stores import open_decision_store
from agent.settings import read_settings
from benchmarks.timing import elapsed_seconds
from domain.case import Case, ContentItem
from policies.library import Library
from store.decision_log import StoreDecisionLog

CASES, ITEMS_PER_CASE, WORDS_PER_ITEM = 60, 3, 60
SEED = 7
MAX_RATIO = 2
Pair = tuple[float, float]  # seconds of the embedding, seconds of the decision


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("deciding"):
        settings = read_settings(data_dir=Path(folder))
        with open_decision_store(settings) as store:
            logs: dict[str, DecisionLog] = {"not saved": NO_DECISION_LOG, "saved in SQLite": StoreDecisionLog(store)}
            measured = {name: measure(build(settings), log) for name, log in logs.items()}
    Console().print(_table(measured))


def measure(clausewise: Clausewise, log: DecisionLog) -> list[Pair]:
    """For every other case the decision is measured first."""
    cases = make_cases(clausewise.corpus.library)
    measured = [_measure_case(clausewise, log, case, n % 2 == 1) for n, case in enumerate(cases)]
    return measured[1:]  # the first includes lazy loading


def _measure_case(clausewise: Clausewise, log: DecisionLog, case: Case, decision_first: bool) -> Pair:
    texts = [segment.reading for segment in segment_content(case)]
    embed, decide = (
        lambda: clausewise.corpus.embedder.embed(texts),
        lambda: clausewise.adjudicator.decide(case, decision_log=log),
    )
    if decision_first:
        decision, embedding = elapsed_seconds(decide), elapsed_seconds(embed)
    else:
        embedding, decision = elapsed_seconds(embed), elapsed_seconds(decide)
    return embedding, decision


def make_cases(library: Library) -> list[Case]:
    """Cases of the right length: the examples of the corpus, shuffled and concatenated."""
    examples = [text for clause in library.clauses for text in (*clause.violating_examples, *clause.compliant_examples)]
    random.Random(SEED).shuffle(examples)
    words = iter(" ".join(examples).split())
    texts = [" ".join(islice(words, WORDS_PER_ITEM)) for _ in range(CASES * ITEMS_PER_CASE)]
    return [_make_case(n, texts[n * ITEMS_PER_CASE : (n + 1) * ITEMS_PER_CASE]) for n in range(CASES)]


def _make_case(number: int, texts: Sequence[str]) -> Case:
    items = tuple(ContentItem(id=f"i{n}", text=text) for n, text in enumerate(texts))
    return Case(id=f"speed-{number}", creator_id="cr_maya", market="US", language="en", content=items)


def _table(measured: Mapping[str, Sequence[Pair]]) -> Table:
    title = f"Decisions on {ITEMS_PER_CASE} items of {WORDS_PER_ITEM} words"
    table = Table("decision", "p50 ms", "p95 ms", "embedding ms", "ratio", "at most", title=title)
    for name, pairs in measured.items():
        embedding, decision = zip(*pairs, strict=True)
        ratio = median(decided / embedded for embedded, decided in pairs)
        times = (median(decision) * 1000, quantiles(decision, n=20)[-1] * 1000, median(embedding) * 1000)
        table.add_row(name, *(f"{time:.1f}" for time in times), f"{ratio:.2f}", str(MAX_RATIO))
    return table


if __name__ == "__main__":
    main()
