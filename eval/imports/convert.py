"""Converts imported rows to labelled cases and writes them as a dataset. Every faulty row is named."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.base import FrozenModel
from domain.verdict import Outcome
from eval.dataset.dataset import CASES, MANIFEST, DatasetError
from eval.dataset.labelled_case import LabelledCase
from eval.imports.formats import ImportedRow

MAX_LISTED_FAULTS = 20
CONTENT_FIELDS = ("content", "text", "input", "inputs", "message", "post")
OUTCOME_FIELDS = ("outcome", "verdict", "label", "expected", "expectedOutput", "output", "outputs")
CASE_FIELDS = ("creator_id", "market", "language", "content_date", "scope")


class ColumnMapping(FrozenModel):
    """The names of the fields. None: the first usual name that a row has. `outcomes`: our outcomes by their labels."""

    content: str | None = None
    outcome: str | None = None
    violated: str = "violated"
    id: str = "id"
    outcomes: Mapping[str, Outcome] = {}


def to_labelled_cases(rows: Sequence[ImportedRow], columns: ColumnMapping) -> tuple[LabelledCase, ...]:
    """Converts all rows or none. Raises DatasetError that names the faulty rows."""
    faults: list[str] = []
    cases: dict[str, LabelledCase] = {}
    for number, row in enumerate(rows, 1):
        try:
            labelled = _labelled_case(row, number, columns)
        except ValidationError as error:
            faults += [f"{row.location}: {fault['msg'].removeprefix('Value error, ')}" for fault in error.errors()]
        except ValueError as error:
            faults.append(f"{row.location}: {error}")
        else:
            if cases.setdefault(labelled.id, labelled) is not labelled:
                faults.append(f"{row.location}: another row has the id {labelled.id} already; name another --id")
    if faults:
        rest = len(faults) - MAX_LISTED_FAULTS
        more = [f"and {rest} more"] if rest > 0 else []
        raise DatasetError("\n".join([*faults[:MAX_LISTED_FAULTS], *more]))
    return tuple(cases.values())


def write_dataset(folder: Path, cases: Sequence[LabelledCase], name: str, attribution: str = "imported") -> None:
    """Raises DatasetError where the folder has a dataset already."""
    if (folder / MANIFEST).exists():
        raise DatasetError(f"{folder} has a dataset already: name another --out")
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(_to_json(labelled), ensure_ascii=False) + "\n" for labelled in cases)
    (folder / CASES).write_text("".join(lines), encoding="utf-8")
    manifest = {"name": name, "protocol": "cases", "licence": "yours", "attribution": attribution}
    (folder / MANIFEST).write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in manifest.items()))


def _labelled_case(row: ImportedRow, number: int, columns: ColumnMapping) -> LabelledCase:
    fields = row.fields
    content = _first_value(fields, columns.content, CONTENT_FIELDS, "content")
    case_id = str(fields.get(columns.id) or f"row-{number}")
    case = {"id": case_id, "content": _content_items(content)}
    case |= {key: fields[key] for key in CASE_FIELDS if key in fields}
    facts = {"facts": fields["facts"]} if fields.get("facts") else {}
    gold = {"outcome": _outcome(fields, columns), "violated": [*_clause_ids(fields.get(columns.violated))]}
    return LabelledCase.model_validate({"id": case_id, "case": case | facts, "gold": gold})


def _content_items(content: Any) -> list[dict[str, Any]]:
    """A text is one item. A list has items, or the messages of a conversation."""
    if isinstance(content, str):
        return [{"id": "post", "text": content}]
    if not isinstance(content, list):
        raise ValueError(f"the content is {type(content).__name__}, and should be a text or a list of items")
    return [
        {"id": one.get("id", f"i{n}"), "kind": one.get("kind", "other"), "text": one.get("text", one.get("content"))}
        if isinstance(one, dict)
        else {"id": f"i{n}", "text": one}
        for n, one in enumerate(content, 1)
    ]


def _outcome(fields: Mapping[str, Any], columns: ColumnMapping) -> Outcome:
    label = str(_first_value(fields, columns.outcome, OUTCOME_FIELDS, "outcome"))
    mapped = columns.outcomes.get(label)
    normalised = label.strip().lower().replace(" ", "_").replace("-", "_")
    if mapped is None and normalised not in set(Outcome):
        raise ValueError(
            f'"{label}" is not an outcome: map it with --map "{label}=violation" (or no_violation, needs_review)'
        )
    return mapped or Outcome(normalised)


def _first_value(fields: Mapping[str, Any], name: str | None, usual: Sequence[str], what: str) -> Any:
    names = (name,) if name else usual
    for candidate in names:
        if fields.get(candidate) not in (None, ""):
            return fields[candidate]
    raise ValueError(
        f"no {what} under {' or '.join(names)}; name its field with --{what} (there are: {', '.join(fields)})"
    )


def _clause_ids(value: Any) -> Iterator[str]:
    """Of a list, or of a text with commas or semicolons in between."""
    parts = value if isinstance(value, list) else str(value or "").replace(";", ",").split(",")
    yield from (str(part).strip() for part in parts if str(part).strip())


def _to_json(labelled: LabelledCase) -> dict[str, Any]:
    values: dict[str, Any] = labelled.model_dump(mode="json", exclude_defaults=True)
    return values
