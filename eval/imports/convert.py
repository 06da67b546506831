"""Converts imported rows to labelled cases and writes them as a dataset. Every faulty row is named."""

import json
import math
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import islice, starmap
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from domain.base import FrozenModel
from domain.verdict import Outcome
from eval.dataset.dataset import CASES, MANIFEST, DatasetError, listed_faults
from eval.dataset.labelled_case import LabelledCase
from eval.exports.whole_case import has_whole_case
from eval.imports.exported_case import exported_case
from eval.imports.labels import UnknownLabel, clause_ids, outcome_of, unknown_label
from eval.imports.rows import ABSENT, ImportedRow, field_names, field_value, kind_of, open_json
from eval.validation_messages import validation_messages

MAX_QUOTED_CHARS = 60
MAX_NAMED, MAX_NAMED_ROWS = 30, 100  # of the fields in a message, and the rows that they are of
SYSTEM_ROLES = ("system", "developer")  # their messages are a prompt, not content
FILE_REFERENCE = "file://"
CONTENT_FIELDS = ("content", "text", "input", "inputs", "message", "messages", "post")
OUTCOME_FIELDS = ("outcome", "verdict", "label", "expected", "expectedOutput", "output", "outputs")
CASE_FIELDS = ("creator_id", "market", "language", "content_date", "scope", "live", "url")
REPLIES_TO = "replies_to"


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
    """Converts all rows or none. Raises DatasetError that names the faulty rows, and each unknown label once."""
    _require_fields(rows, columns)
    faults: list[str] = []
    labels: dict[str, list[str]] = {}
    cases: dict[str, LabelledCase] = {}
    for number, row in enumerate(rows, 1):
        try:
            labelled = _labelled_case(row, number, columns)
        except ValidationError as error:
            faults += [f"{row.location}: {message}" for message in validation_messages(error)]
            continue
        except UnknownLabel as error:
            labels.setdefault(str(error), []).append(row.location)
            continue
        except ValueError as error:
            faults.append(f"{row.location}: {error}")
            continue
        excess = labelled.case.limit_exceeded(max_content_chars)
        if excess is not None:
            faults.append(f"{row.location}: {excess}")
        elif cases.setdefault(labelled.id, labelled) is not labelled:
            faults.append(f"{row.location}: another row has the id {labelled.id} already; name another --id")
    faults = [*starmap(unknown_label, labels.items()), *faults]
    if faults:
        raise DatasetError(listed_faults(faults))
    return tuple(cases.values())


def _require_fields(rows: Sequence[ImportedRow], columns: ColumnMapping) -> None:
    """Raises DatasetError once where no row has the field that was named, or any of the usual names. Rows that were
    exported from labelled cases need none."""
    if any(has_whole_case(row.fields) for row in rows):
        return
    there = list(
        islice(dict.fromkeys(name for row in rows[:MAX_NAMED_ROWS] for name in field_names(row.fields)), MAX_NAMED)
    )
    for option, name, usual in (
        ("content", columns.content, CONTENT_FIELDS),
        ("outcome", columns.outcome, OUTCOME_FIELDS),
    ):
        names = [name] if name else usual
        if any(field_value(_with_small_names(row.fields), one) is not ABSENT for row in rows for one in names):
            continue
        hint = next((row.hint for row in rows if option == "outcome" and row.hint), "")
        if name is None:
            remedy = f"name its field with --{option} (there are: {', '.join(there)}){hint}"
            raise DatasetError(f"{rows[0].location}: no {option} under {' or '.join(names)}; {remedy}")
        near = get_close_matches(name, there, n=1)
        suggestion = f" (did you mean {near[0]}?)" if near else ""
        raise DatasetError(
            f'no row has a field "{name}"{suggestion}; choose another --{option} of {", ".join(there)}{hint}'
        )


def _with_small_names(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name.lower(): value for name, value in fields.items()}, **fields}


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
    row = row._replace(fields=_with_small_names(row.fields))
    fields = row.fields
    exported = exported_case(fields, _first_label(fields, columns), columns.outcomes)
    if exported is not None:
        return exported
    content = _first_value(row, columns.content, CONTENT_FIELDS, "content")
    case_id = _case_id(_optional(fields, columns.id), number)
    case: dict[str, Any] = {"id": case_id, "content": _with_reply(_content_items(content), fields.get(REPLIES_TO))}
    case |= {key: fields[key] for key in CASE_FIELDS if not _is_blank(fields.get(key))}
    facts = {"facts": open_json(fields["facts"])} if not _is_blank(fields.get("facts")) else {}
    gold = {
        "outcome": outcome_of(_first_value(row, columns.outcome, OUTCOME_FIELDS, "outcome"), columns.outcomes),
        "violated": [*clause_ids(_optional(fields, columns.violated))],
        "reason": str(fields.get("reason") or ""),
    }
    return LabelledCase.model_validate({"id": case_id, "case": case | facts, "gold": gold})


def _first_label(fields: Mapping[str, Any], columns: ColumnMapping) -> Any:
    """None where it is blank."""
    names = (columns.outcome,) if columns.outcome else OUTCOME_FIELDS
    found = (_optional(fields, name) for name in names)
    return next((value for value in found if not _is_blank(value) and value != []), None)


def _case_id(value: Any, number: int) -> str:
    return f"row-{number}" if _is_blank(value) else str(value).strip()


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _optional(fields: Mapping[str, Any], name: str) -> Any:
    value = field_value(fields, name)
    return None if value is ABSENT else value


def _content_items(content: Any) -> list[dict[str, Any]]:
    """A text is one item. A list has items, or the messages of a conversation without those of the system."""
    if isinstance(content, str):
        if content.startswith(FILE_REFERENCE) and len(content.split()) == 1:
            raise ValueError(
                f"the content is a reference to a file, {content[:MAX_QUOTED_CHARS]}: put its text in its place"
            )
        return [{"id": "post", "text": content}]
    if not isinstance(content, list):
        raise ValueError(f"the content is {kind_of(content)}, and should be a text or a list of items")
    messages = [one for one in content if not (isinstance(one, dict) and one.get("role") in SYSTEM_ROLES)]
    return [
        {"id": one.get("id", f"i{n}"), "kind": one.get("kind", "other"), "text": _message_text(one)}
        | ({REPLIES_TO: one[REPLIES_TO]} if REPLIES_TO in one else {})
        if isinstance(one, dict)
        else {"id": f"i{n}", "text": one}
        for n, one in enumerate(messages, 1)
    ]


def _with_reply(items: list[dict[str, Any]], replies_to: Any) -> list[dict[str, Any]]:
    """The row says what its text answers; of several texts, each says so itself."""
    if _is_blank(replies_to) or any(REPLIES_TO in item for item in items):
        return items
    if len(items) != 1:
        raise ValueError(f"{REPLIES_TO} belongs to one text, and the content has {len(items)}: write it in its item")
    return [{**items[0], REPLIES_TO: replies_to}]


def _message_text(message: Mapping[str, Any]) -> Any:
    """Of OpenAI's and LangChain's messages, whose content may come in parts."""
    data = message.get("data")
    content = message.get("text", message.get("content", data.get("content") if isinstance(data, Mapping) else None))
    if not isinstance(content, list):
        return content
    texts = [part.get("text") if isinstance(part, Mapping) else part for part in content]
    return "\n".join(text for text in texts if isinstance(text, str))


def _first_value(row: ImportedRow, name: str | None, usual: Sequence[str], what: str) -> Any:
    """The first value that is not blank. Raises ValueError that says whether the fields are absent or empty."""
    names = (name,) if name else usual
    present = {one: value for one in names if (value := field_value(row.fields, one)) is not ABSENT}
    for value in present.values():
        if not _is_blank(value) and value != []:
            return value
    hint = row.hint if what == "outcome" else ""
    if present:
        raise ValueError(f"{' and '.join(present)} is empty: fill it in, or delete the row{hint}")
    there = ", ".join(islice(field_names(row.fields), MAX_NAMED))
    raise ValueError(f"no {what} under {' or '.join(names)}; name its field with --{what} (there are: {there}){hint}")


def _to_json(labelled: LabelledCase) -> dict[str, Any]:
    values: dict[str, Any] = labelled.model_dump(mode="json", exclude_defaults=True)
    return values
