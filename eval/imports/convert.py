"""Converts imported rows to labelled cases and writes them as a dataset. Every faulty row is named."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.base import FrozenModel
from domain.verdict import Outcome
from eval.dataset.dataset import CASES, MANIFEST, DatasetError, listed_faults
from eval.dataset.labelled_case import LabelledCase
from eval.imports.rows import ImportedRow, kind_of, open_json
from eval.validation_messages import validation_messages

MAX_QUOTED_CHARS = 60
CONTENT_FIELDS = ("content", "text", "input", "inputs", "message", "post")
OUTCOME_FIELDS = ("outcome", "verdict", "label", "expected", "expectedOutput", "output", "outputs")
CASE_FIELDS = ("creator_id", "market", "language", "content_date", "scope")


class ColumnMapping(FrozenModel):
    """The names of the fields. None: the first usual name that a row has, in small letters or capitals. `outcomes`: our
    outcomes by their labels."""

    content: str | None = None
    outcome: str | None = None
    violated: str = "violated"
    id: str = "id"
    outcomes: Mapping[str, Outcome] = {}


def to_labelled_cases(
    rows: Sequence[ImportedRow], columns: ColumnMapping, max_content_chars: float = math.inf
) -> tuple[LabelledCase, ...]:
    """Converts all rows or none. Raises DatasetError that names the faulty rows."""
    _require_fields(rows, columns)
    faults: list[str] = []
    cases: dict[str, LabelledCase] = {}
    for number, row in enumerate(rows, 1):
        try:
            labelled = _labelled_case(row, number, columns)
        except ValidationError as error:
            faults += [f"{row.location}: {message}" for message in validation_messages(error)]
            continue
        except ValueError as error:
            faults.append(f"{row.location}: {error}")
            continue
        excess = labelled.case.limit_exceeded(max_content_chars)
        if excess is not None:
            faults.append(f"{row.location}: {excess}")
        elif cases.setdefault(labelled.id, labelled) is not labelled:
            faults.append(f"{row.location}: another row has the id {labelled.id} already; name another --id")
    if faults:
        raise DatasetError(listed_faults(faults))
    return tuple(cases.values())


def _require_fields(rows: Sequence[ImportedRow], columns: ColumnMapping) -> None:
    """Raises DatasetError once where no row has a field that was named."""
    there = dict.fromkeys(name for row in rows for name in row.fields)
    for option, name in (("content", columns.content), ("outcome", columns.outcome)):
        if name is not None and name not in there:
            near = get_close_matches(name, there, n=1)
            suggestion = f" (did you mean {near[0]}?)" if near else ""
            hint = next((row.hint for row in rows if option == "outcome" and row.hint), "")
            names = ", ".join(there)
            raise DatasetError(f'no row has a field "{name}"{suggestion}; choose another --{option} of {names}{hint}')


def write_dataset(folder: Path, cases: Sequence[LabelledCase], name: str, attribution: str = "imported") -> None:
    """Raises DatasetError where the folder has a dataset already."""
    if (folder / MANIFEST).exists():
        raise DatasetError(f"{folder} has a dataset already: name another --out")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / CASES).open("w", encoding="utf-8", newline="\n") as lines:
        lines.writelines(json.dumps(_to_json(labelled), ensure_ascii=False) + "\n" for labelled in cases)
    manifest = {"name": name, "protocol": "cases", "licence": "yours", "attribution": attribution}
    (folder / MANIFEST).write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in manifest.items()))


def _labelled_case(row: ImportedRow, number: int, columns: ColumnMapping) -> LabelledCase:
    row = row._replace(fields={**{name.lower(): value for name, value in row.fields.items()}, **row.fields})
    fields = row.fields
    content = _first_value(row, columns.content, CONTENT_FIELDS, "content")
    case_id = _case_id(fields.get(columns.id), number)
    case = {"id": case_id, "content": _content_items(content)}
    case |= {key: fields[key] for key in CASE_FIELDS if not _is_blank(fields.get(key))}
    facts = {"facts": open_json(fields["facts"])} if not _is_blank(fields.get("facts")) else {}
    gold = {
        "outcome": _outcome(row, columns),
        "violated": [*_clause_ids(fields.get(columns.violated))],
        "reason": str(fields.get("reason") or ""),
    }
    return LabelledCase.model_validate({"id": case_id, "case": case | facts, "gold": gold})


def _case_id(value: Any, number: int) -> str:
    return f"row-{number}" if _is_blank(value) else str(value).strip()


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _content_items(content: Any) -> list[dict[str, Any]]:
    """A text is one item. A list has items, or the messages of a conversation."""
    if isinstance(content, str):
        return [{"id": "post", "text": content}]
    if not isinstance(content, list):
        raise ValueError(f"the content is {kind_of(content)}, and should be a text or a list of items")
    return [
        {"id": one.get("id", f"i{n}"), "kind": one.get("kind", "other"), "text": one.get("text", one.get("content"))}
        if isinstance(one, dict)
        else {"id": f"i{n}", "text": one}
        for n, one in enumerate(content, 1)
    ]


def _outcome(row: ImportedRow, columns: ColumnMapping) -> Outcome:
    value = _first_value(row, columns.outcome, OUTCOME_FIELDS, "outcome")
    label = value.strip() if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    mapped = columns.outcomes.get(label)
    normalised = label.lower().replace(" ", "_").replace("-", "_")
    if mapped is None and normalised not in set(Outcome):
        raise ValueError(
            f'"{label[:MAX_QUOTED_CHARS]}" is not an outcome: map it with --map "{label[:MAX_QUOTED_CHARS]}=violation" '
            "(or no_violation, needs_review)"
        )
    return mapped or Outcome(normalised)


def _first_value(row: ImportedRow, name: str | None, usual: Sequence[str], what: str) -> Any:
    """The first value that is not blank. Raises ValueError that says whether the fields are absent or empty."""
    names = (name,) if name else usual
    present = [candidate for candidate in names if candidate in row.fields]
    for candidate in present:
        if not _is_blank(row.fields[candidate]):
            return row.fields[candidate]
    hint = row.hint if what == "outcome" else ""
    if present:
        raise ValueError(f"{' and '.join(present)} is empty: fill it in, or delete the row{hint}")
    raise ValueError(
        f"no {what} under {' or '.join(names)}; name its field with --{what} (there are: {', '.join(row.fields)}){hint}"
    )


def _clause_ids(value: Any) -> Iterator[str]:
    """Of a list, also as JSON, or of a text with commas or semicolons in between."""
    opened = open_json(value)
    parts = opened if isinstance(opened, list) else str(opened or "").replace(";", ",").split(",")
    yield from (str(part).strip() for part in parts if str(part).strip())


def _to_json(labelled: LabelledCase) -> dict[str, Any]:
    values: dict[str, Any] = labelled.model_dump(mode="json", exclude_defaults=True)
    return values
