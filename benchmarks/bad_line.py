"""Whether one bad line is named beside ordinary sentences: `python -m benchmarks.bad_line`.

English development cases, alone and with sentences of compliant posts around their longest item, half before it and
half after it. The sentences are from posts that the judge passes.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from agent.adjudicator import Adjudicator
from agent.build import build
from agent.judges.base import LOCAL_JUDGE
from agent.settings import read_settings
from domain.case import Case
from domain.verdict import Outcome, Verdict
from eval.dataset.dataset import BUNDLED, read_dataset
from eval.dataset.labelled_case import LabelledCase
from policies.corpus_path import BUNDLED_CORPUS
from retrieval.segments import segments

COUNTS = (0, 4, 10, 20)
MIN_WORDS = 6
SEED = 11
ENDS = ".!?"


@dataclass(frozen=True)
class Padding:
    """`sentences` with the id of the case that each is from."""

    sentences: Sequence[tuple[str, str]]

    def around(self, labelled: LabelledCase, count: int, draw: np.random.Generator) -> Case:
        others = [text for case_id, text in self.sentences if case_id != labelled.id]
        chosen = [others[n] for n in draw.permutation(len(others))[:count]]
        items = labelled.case.content
        longest = max(range(len(items)), key=lambda n: len(items[n].text))
        text = " ".join([*chosen[: count // 2], _ended(items[longest].text), *chosen[count // 2 :]])
        content = [item.model_copy(update={"text": text}) if n == longest else item for n, item in enumerate(items)]
        return labelled.case.model_copy(update={"content": tuple(content)})


def main() -> None:
    cases = [c for c in read_dataset(BUNDLED).cases_in("dev") if c.case.language in (None, "en") and c.case.content]
    with tempfile.TemporaryDirectory() as folder:
        adjudicator = build(read_settings(data_dir=Path(folder), policies=BUNDLED_CORPUS), judge="local").adjudicator
        padding = Padding([*_ordinary_sentences(adjudicator, cases)])
        table = Table("sentences around", *Counted().shown)
        for count in COUNTS:
            draw = np.random.default_rng([SEED, count])
            counted = Counted()
            for labelled in cases:
                case = padding.around(labelled, count, draw) if count else labelled.case
                counted.add(labelled, adjudicator.decide(case).verdict)
            table.add_row(str(count), *counted.shown.values())
    Console().print(table)


class Counted:
    """What the embedded judge named, and what became of violations and of compliant posts."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, labelled: LabelledCase, verdict: Verdict) -> None:
        gold = labelled.gold
        accepted = frozenset().union(*gold.accepted_sets)
        named = [f.clause_id for f in verdict.findings if f.clause_id in verdict.violated and f.judge == LOCAL_JUDGE]
        self._counts["named"] += len(named)
        self._counts["right"] += sum(name in accepted for name in named)
        if gold.outcome in (Outcome.VIOLATION, Outcome.NO_VIOLATION):
            self._counts[f"{gold.outcome} posts"] += 1
            self._counts[f"{gold.outcome} called {verdict.outcome}"] += 1

    @property
    def shown(self) -> dict[str, str]:
        counts, bad, good = self._counts, Outcome.VIOLATION, Outcome.NO_VIOLATION
        return {
            "rules named by the embedded judge; right": f"{counts['named']}; {counts['right']}",
            "missed violations (false negatives)": f"{counts[f'{bad} called {good}']} of {counts[f'{bad} posts']}",
            "compliant posts accused; passed": f"{counts[f'{good} called {bad}']}; {counts[f'{good} called {good}']} "
            f"of {counts[f'{good} posts']}",
        }


def _ordinary_sentences(adjudicator: Adjudicator, cases: Sequence[LabelledCase]) -> Iterator[tuple[str, str]]:
    for labelled in cases:
        if labelled.gold.outcome is not Outcome.NO_VIOLATION:
            continue
        if adjudicator.decide(labelled.case).verdict.outcome is Outcome.NO_VIOLATION:
            texts = (segment.text for item in labelled.case.content for segment in segments(item.text))
            yield from ((labelled.id, _ended(text)) for text in texts if len(text.split()) >= MIN_WORDS)


def _ended(text: str) -> str:
    stripped = text.rstrip()
    return stripped if stripped.endswith(tuple(ENDS)) else f"{stripped}."


if __name__ == "__main__":
    main()
