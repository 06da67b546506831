"""Reads the labels of an imported row: its outcome, and the clauses that it violates."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.verdict import Outcome
from eval.imports.rows import open_json

MAX_QUOTED_CHARS = 60
STRICTEST_FIRST = (Outcome.VIOLATION, Outcome.NEEDS_REVIEW, Outcome.NO_VIOLATION)
LABEL_MARKS = re.compile("[;,|#\n]")
CLAUSE_MARKS = re.compile("[][;,|'\"\\s]")


class UnknownLabel(ValueError):
    """A label that is no outcome and is not mapped to one."""


def outcome_of(value: Any, outcomes: Mapping[str, Outcome]) -> Outcome:
    """Of several labels, as a list or in one text, the strictest. Raises UnknownLabel."""
    label = value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if (outcome := _known(label, outcomes)) is not None:
        return outcome
    labels = [_text(one) for one in value] if isinstance(value, list) else LABEL_MARKS.split(label)
    found = {one.strip(): _known(one.strip(), outcomes) for one in labels}
    unknown = [one for one, outcome in found.items() if outcome is None]
    if unknown:
        raise UnknownLabel(unknown[0])
    return next(outcome for outcome in STRICTEST_FIRST if outcome in found.values())


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _known(label: str, outcomes: Mapping[str, Outcome]) -> Outcome | None:
    normalised = label.lower().replace(" ", "_").replace("-", "_")
    return outcomes.get(label) or (Outcome(normalised) if normalised in set(Outcome) else None)


def unknown_label(label: str, locations: Sequence[str]) -> str:
    """The message for a label and the rows that have it."""
    more = f" and {len(locations) - 1:,} more" if len(locations) > 1 else ""
    quoted = label[:MAX_QUOTED_CHARS]
    return (
        f'{locations[0]}{more}: "{quoted}" is not an outcome: map it with --map "{quoted}=violation" '
        "(or no_violation, needs_review)"
    )


def clause_ids(value: Any) -> Iterator[str]:
    """Of a list, also as JSON or as Python writes it, or of a text with marks or blanks in between."""
    opened = open_json(value)
    parts = opened if isinstance(opened, list) else CLAUSE_MARKS.split(str(opened or ""))
    yield from (str(part).strip() for part in parts if str(part).strip())
