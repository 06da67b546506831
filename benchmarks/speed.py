"""What a verdict costs in a warm process, beside the bare embedding of its segments: `python -m benchmarks.speed`."""

import random
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from rich.console import Console
from rich.table import Table

from agent.adjudicator import DecisionLog, NoDecisionLog
from agent.build import Clausewise, build
from agent.evidence.gathering import cut
from agent.open_stores import build_store
from agent.settings import read_settings
from benchmarks.clock import seconds
from domain.case import Case, ContentItem
from policies.library import Library

CASES, ITEMS, WORDS = 60, 3, 60
SEED = 7


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Console(stderr=True).status("deciding"):
        settings = read_settings(data_dir=Path(folder))
        with build_store(settings) as store:
            records: dict[str, DecisionLog] = {"not recorded": NoDecisionLog(), "recorded in SQLite": store}
            measured = {name: pairs(build(settings, record)) for name, record in records.items()}
    Console().print(_table(measured))


def pairs(clausewise: Clausewise) -> list[tuple[float, float]]:
    """Seconds of the bare embedding and of the verdict, case after case; in every other one the verdict goes first."""
    measured = [_pair(clausewise, case, n % 2 == 1) for n, case in enumerate(cases(clausewise.corpus.library))]
    return measured[1:]  # the first loads what is loaded late


def _pair(clausewise: Clausewise, case: Case, verdict_first: bool) -> tuple[float, float]:
    texts = [piece.text for piece in cut(case)]
    steps = [lambda: clausewise.corpus.embedder.embed(texts), lambda: clausewise.adjudicator.decide(case)]
    if verdict_first:
        verdict, bare = seconds(steps[1]), seconds(steps[0])
    else:
        bare, verdict = seconds(steps[0]), seconds(steps[1])
    return bare, verdict


def cases(library: Library) -> list[Case]:
    """Creators' words of the right length: the examples of the corpus, shuffled and strung together."""
    examples = [text for clause in library.clauses for text in (*clause.violating_examples, *clause.compliant_examples)]
    random.Random(SEED).shuffle(examples)
    words = iter(" ".join(examples).split())
    texts = [" ".join(islice(words, WORDS)) for _ in range(CASES * ITEMS)]
    return [_case(n, texts[n * ITEMS : (n + 1) * ITEMS]) for n in range(CASES)]


def _case(number: int, texts: Sequence[str]) -> Case:
    items = tuple(ContentItem(id=f"i{n}", text=text) for n, text in enumerate(texts))
    return Case(id=f"speed-{number}", creator_id="cr_maya", market="US", language="en", content=items)


def _table(measured: dict[str, list[tuple[float, float]]]) -> Table:
    table = Table("verdict", "p50 ms", "p95 ms", "bare ms", "ratio", "at most", title=f"{ITEMS} items of {WORDS} words")
    for name, timed in measured.items():
        bare, verdict = zip(*timed, strict=True)
        ratio = median(v / b for b, v in timed)
        figures = (median(verdict) * 1000, quantiles(verdict, n=20)[-1] * 1000, median(bare) * 1000)
        table.add_row(name, *(f"{figure:.1f}" for figure in figures), f"{ratio:.2f}", "2")
    return table


if __name__ == "__main__":
    main()
