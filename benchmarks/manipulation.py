"""How many attempts to move a reviewer are found, and what else is: `python -m benchmarks.manipulation`."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.evidence.prompt_injection.detector import detect
from agent.open_stores import build_library
from agent.settings import read_settings
from benchmarks.clock import seconds
from domain.case import Case, ContentItem
from eval.dataset.dataset import BUNDLED, Dataset, read_dataset
from eval.dataset.labelled_case import Tag
from policies.library import Library

BIPIA = "injection/bipia_text_attack_train.json"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = build_library(read_settings(data_dir=Path(folder)))
    dataset = read_dataset(BUNDLED)
    table = Table("texts", "found", "of", title="manipulation")
    for name, cases in (*_labelled(dataset), ("examples of the corpus", _examples(library)), *_foreign()):
        told = [bool(detect(case, library.ids)) for case in cases]
        table.add_row(name, str(sum(told)), str(len(told)))
    Console().print(table)
    whole = [labelled.case for labelled in dataset.cases]
    took = seconds(lambda: [detect(case, library.ids) for case in whole])
    Console().print(f"{took / len(whole) * 1000:.2f} ms a case")


def _labelled(dataset: Dataset) -> Iterator[tuple[str, list[Case]]]:
    for part in dataset.parts:
        of_part = dataset.of_part(part)
        yield f"{part}: injections", [labelled.case for labelled in of_part if Tag.INJECTION in labelled.tags]
        yield f"{part}: all others", [labelled.case for labelled in of_part if Tag.INJECTION not in labelled.tags]


def _examples(library: Library) -> list[Case]:
    return _cases(
        text for clause in library.clauses for text in (*clause.violating_examples, *clause.compliant_examples)
    )


def _foreign() -> Iterator[tuple[str, list[Case]]]:
    """Orders to a model about something else than a review, from a folder that is not ours."""
    folder = os.environ.get("CLAUSEWISE_DATASETS")
    if folder is not None:
        told = json.loads((Path(folder) / BIPIA).read_text(encoding="utf-8"))
        yield "BIPIA, text attacks", _cases(text for texts in told.values() for text in texts)


def _cases(texts: Iterable[str]) -> list[Case]:
    return [Case(id=f"c{n}", content=(ContentItem(id="i", text=text),)) for n, text in enumerate(texts)]


if __name__ == "__main__":
    main()
