"""Answers as a model would give them that knows the labels: the ceiling of what reading and checking leave over."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from domain.case import ContentItem
from eval.dataset.labelled_case import LabelledCase

SURE, UNLIKELY = 0.97, 0.02
MODEL = "knows-the-labels"


def perfect_answers(cases: Sequence[LabelledCase], path: Path) -> Path:
    """Writes a file for `eval run --answers`. Each labelled clause is quoted in the words that were drawn, so that a
    line that was read wrongly gives a quote that cannot be verified. Without drawn words, the caption is quoted."""
    lines = (json.dumps(_answer(labelled), ensure_ascii=False) for labelled in cases)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def _answer(labelled: LabelledCase) -> dict[str, object]:
    quotes = [*_quotes(labelled)]
    found = {"p": SURE, "quotes": quotes, "why": labelled.gold.reason}
    return {
        "case_id": labelled.id,
        "asked": [*labelled.gold.violated],
        "default": UNLIKELY,
        "clauses": dict.fromkeys(labelled.gold.violated, found),
        "model": MODEL,
    }


def _quotes(labelled: LabelledCase) -> Iterator[tuple[str, str]]:
    """Pairs of item id and text. A drawn line is quoted from the item that shares the largest part of its words."""
    items = [item for item in labelled.case.content if item.region is not None]
    drawn = [line for drawing in labelled.drawings if not drawing.broken for line in drawing.words]
    if "distractor" in labelled.tags or not drawn or not items:
        yield from ((item.id, item.text) for item in labelled.case.content if item.region is None)
        return
    for line in drawn:
        yield max(items, key=lambda item: _shared(item, line)).id, line


def _shared(item: ContentItem, line: str) -> float:
    words = {*line.split()}
    return len(words & {*item.text.split()}) / len(words)
