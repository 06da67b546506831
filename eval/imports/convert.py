"""From foreign rows to a dataset's folder, every row that cannot be taken named with its place."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.base import FrozenModel
from domain.verdict import Outcome
from eval.dataset.dataset import CASES, MANIFEST, DatasetError
from eval.dataset.labelled_case import LabelledCase
from eval.imports.row import ForeignRow

MOST_TOLD = 20
CONTENT = ("content", "text", "input", "inputs", "message", "post")
OUTCOME = ("outcome", "verdict", "label", "expected", "expectedOutput", "output", "outputs")
SAME_NAMED = ("creator_id", "market", "language", "content_date", "scope")


class Columns(FrozenModel):
    """Which fields say what; None: the first of the usual names that a row has. `outcomes` maps foreign labels to
    ours."""

    content: str | None = None
    outcome: str | None = None
    violated: str = "violated"
    id: str = "id"
    outcomes: Mapping[str, Outcome] = {}


def convert(rows: Sequence[ForeignRow], columns: Columns) -> tuple[LabelledCase, ...]:
    """Raises DatasetError that names the rows that cannot be taken: all are, or none."""
    faults: list[str] = []
    cases: dict[str, LabelledCase] = {}
    for number, row in enumerate(rows, 1):
        try:
            labelled = _labelled(row, number, columns)
        except ValidationError as error:
            faults += [f"{row.place}: {fault['msg'].removeprefix('Value error, ')}" for fault in error.errors()]
        except ValueError as error:
            faults.append(f"{row.place}: {error}")
        else:
            if cases.setdefault(labelled.id, labelled) is not labelled:
                faults.append(f"{row.place}: the id {labelled.id} is another row's already; name another --id")
    if faults:
        more = [f"and {len(faults) - MOST_TOLD} more"] if len(faults) > MOST_TOLD else []
        raise DatasetError("\n".join([*faults[:MOST_TOLD], *more]))
    return tuple(cases.values())


def write_dataset(folder: Path, cases: Sequence[LabelledCase], name: str, attribution: str = "imported") -> None:
    """Raises DatasetError where there is a dataset already."""
    if (folder / MANIFEST).exists():
        raise DatasetError(f"{folder} holds a dataset already: name another --out")
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(_line(labelled), ensure_ascii=False) + "\n" for labelled in cases)
    (folder / CASES).write_text("".join(lines), encoding="utf-8")
    about = {"name": name, "protocol": "cases", "licence": "yours", "attribution": attribution}
    (folder / MANIFEST).write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in about.items()))


def _labelled(row: ForeignRow, number: int, columns: Columns) -> LabelledCase:
    fields = row.fields
    content = _found(fields, columns.content, CONTENT, "content")
    name = str(fields.get(columns.id) or f"row-{number}")
    case = {"id": name, "content": _items(content)} | {key: fields[key] for key in SAME_NAMED if key in fields}
    facts = fields.get("facts")
    gold = {"outcome": _outcome(fields, columns), "violated": [*_names(fields.get(columns.violated))]}
    return LabelledCase.model_validate({"id": name, "case": case | ({"facts": facts} if facts else {}), "gold": gold})


def _items(content: Any) -> list[dict[str, Any]]:
    """A text is one item; a list is of items, or of messages of a talk."""
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


def _outcome(fields: Mapping[str, Any], columns: Columns) -> Outcome:
    told = str(_found(fields, columns.outcome, OUTCOME, "outcome"))
    ours = columns.outcomes.get(told)
    plain = told.strip().lower().replace(" ", "_").replace("-", "_")
    if ours is None and plain not in set(Outcome):
        raise ValueError(
            f'"{told}" is no outcome: map it with --map "{told}=violation" (or no_violation, needs_review)'
        )
    return ours or Outcome(plain)


def _found(fields: Mapping[str, Any], wanted: str | None, usual: Sequence[str], what: str) -> Any:
    names = (wanted,) if wanted else usual
    for name in names:
        if fields.get(name) not in (None, ""):
            return fields[name]
    raise ValueError(
        f"no {what} under {' or '.join(names)}; name its field with --{what} (there are: {', '.join(fields)})"
    )


def _names(told: Any) -> Iterator[str]:
    """Clause ids: a list, or a text with commas or semicolons between them."""
    parts = told if isinstance(told, list) else str(told or "").replace(";", ",").split(",")
    yield from (str(part).strip() for part in parts if str(part).strip())


def _line(labelled: LabelledCase) -> dict[str, Any]:
    whole: dict[str, Any] = labelled.model_dump(mode="json", exclude_defaults=True)
    return whole
