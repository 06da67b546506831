"""How often the candidates hold what a labelled violation breaks: `python -m benchmarks.candidates [SPLIT]`.

A case is found where one of its labelled sets lies among the first rules by content and those that a check finds.
Where the extra `languages` is installed, also how well its reader tells violations in other languages.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sklearn.metrics import cohen_kappa_score

from agent.build import build
from agent.judges.base import JudgeInput
from agent.judges.embedded.language import unsupported_languages
from agent.settings import read_settings
from domain.evidence import FoundBy
from domain.verdict import Outcome
from eval.dataset.dataset import BUNDLED, read_dataset
from eval.dataset.labelled_case import LabelledCase
from policies.corpus_path import BUNDLED_CORPUS

DAY = date(2026, 9, 14)  # for a case without a date; those of the bundled set have one
RANKS = (1, 4, 8, 16)
DECIDED = (Outcome.VIOLATION, Outcome.NO_VIOLATION)


@dataclass(frozen=True)
class Found:
    """`is_read`: the embedder of the index reads all items."""

    labelled: LabelledCase
    judge_input: JudgeInput
    is_read: bool


def main(split: str = "dev") -> None:
    console = Console()
    with tempfile.TemporaryDirectory() as folder, console.status("searching"):
        clausewise = build(read_settings(data_dir=Path(folder), policies=BUNDLED_CORPUS), judge="local")
        languages = clausewise.corpus.embedder.languages
        gatherer = clausewise.adjudicator.gatherer
        cases = [case for case in read_dataset(BUNDLED).cases_in(split) if case.gold.outcome in DECIDED]
        found = [_found(case, gatherer.gather(case.case, case.case.content_date or DAY), languages) for case in cases]
    violations = [each for each in found if each.labelled.gold.outcome is Outcome.VIOLATION]
    groups = {
        "English": [each for each in violations if each.is_read],
        "other languages": [each for each in violations if not each.is_read],
        "all": violations,
    }
    console.print(_table(split, groups))
    if gatherer.languages is not None:
        console.print(_offered_first([each for each in found if not each.is_read]))


def _found(labelled: LabelledCase, judge_input: JudgeInput, languages: frozenset[str] | None) -> Found:
    unread = unsupported_languages(judge_input.read_texts, languages, labelled.case.language)
    return Found(labelled, judge_input, not unread)


def _table(split: str, groups: Mapping[str, Sequence[Found]]) -> Table:
    table = Table("violations", "cases", *(f"in the first {rank}" for rank in RANKS), title=f"bundled cases, {split}")
    for name, group in groups.items():
        shares = (sum(_is_found(each, rank) for each in group) / max(len(group), 1) for rank in RANKS)
        table.add_row(name, str(len(group)), *(f"{share:.3f}" for share in shares))
    return table


def _is_found(found: Found, rank: int) -> bool:
    checked = (each.clause_id for each in found.judge_input.evidence.clauses if each.found_by is FoundBy.CHECK)
    names = {*found.judge_input.nearest_rules[:rank], *checked}
    return any(accepted <= names for accepted in found.labelled.gold.accepted_sets)


def _offered_first(others: Sequence[Found]) -> str:
    """Kappa of a first offered rule of at least one half against the labels."""
    offered = [any((rule.probability or 0) >= 0.5 for rule in each.judge_input.unread_shortlist) for each in others]
    labelled = [each.labelled.gold.outcome is Outcome.VIOLATION for each in others]
    kappa = float(cohen_kappa_score(labelled, offered))
    return f"{len(others)} decided cases in other languages: kappa of what the reader offers first {kappa:.2f}"


if __name__ == "__main__":
    main(*sys.argv[1:2])
