"""Recall and false positives of the prompt injection detector: `python -m benchmarks.prompt_injection`."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.evidence.prompt_injection.detector import detect_injection
from agent.open_stores import open_library
from agent.settings import read_settings
from benchmarks.timing import elapsed_seconds
from domain.case import Case, ContentItem
from eval.dataset.dataset import BUNDLED, Dataset, read_dataset
from eval.dataset.labelled_case import Tag
from policies.library import Library

BIPIA = "injection/bipia_text_attack_train.json"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(read_settings(data_dir=Path(folder)))
    dataset = read_dataset(BUNDLED)
    table = Table("cases", "detected", "of", title="Prompt injection")
    for name, cases in (*_labelled(dataset), ("examples of the corpus", _examples(library)), *_external()):
        detected = [bool(detect_injection(case, library.clause_ids)) for case in cases]
        table.add_row(name, str(sum(detected)), str(len(detected)))
    Console().print(table)
    cases = [labelled.case for labelled in dataset.cases]
    seconds = elapsed_seconds(lambda: [detect_injection(case, library.clause_ids) for case in cases])
    Console().print(f"{seconds / len(cases) * 1000:.2f} ms per case")


def _labelled(dataset: Dataset) -> Iterator[tuple[str, list[Case]]]:
    for split in dataset.splits:
        labelled = dataset.cases_in(split)
        yield f"{split}: injections", [one.case for one in labelled if Tag.INJECTION in one.tags]
        yield f"{split}: all others", [one.case for one in labelled if Tag.INJECTION not in one.tags]


def _examples(library: Library) -> list[Case]:
    return _make_cases(
        text for clause in library.clauses for text in (*clause.violating_examples, *clause.compliant_examples)
    )


def _external() -> Iterator[tuple[str, list[Case]]]:
    """Instructions to a model about anything but a review, from the external datasets."""
    folder = os.environ.get("CLAUSEWISE_DATASETS")
    if folder is not None:
        attacks = json.loads((Path(folder) / BIPIA).read_text(encoding="utf-8"))
        yield "BIPIA, text attacks", _make_cases(text for texts in attacks.values() for text in texts)


def _make_cases(texts: Iterable[str]) -> list[Case]:
    return [Case(id=f"c{n}", content=(ContentItem(id="i", text=text),)) for n, text in enumerate(texts)]


if __name__ == "__main__":
    main()
