"""Reads a row that was exported from a labelled case: the case as it was, with what people changed in the tool."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.case import Case
from domain.verdict import Outcome
from eval.dataset.labelled_case import Gold, LabelledCase
from eval.exports.whole_case import LABELLED_CASE, has_whole_case, read_whole_case
from eval.imports.labels import clause_ids, outcome_of
from eval.imports.rows import ImportedRow, open_json

CONTENT, LABELS = "content", "labels"
MAX_LISTED = 5


def exported_case(fields: Mapping[str, Any], label: Any, outcomes: Mapping[str, Outcome]) -> LabelledCase | None:
    """None: the row is no such export. `label`: the value of the outcome, None if it is blank. Of a changed label, only
    outcome, clauses and reason hold: the rest of the former gold was about another one. Raises ValueError."""
    if not has_whole_case(fields):
        return None
    base = read_whole_case(fields[LABELLED_CASE])
    if label is None and base.gold.outcome is not None:
        raise ValueError("the outcome is empty: fill it in, or delete the row")
    gold = Gold(
        outcome=outcome_of(label, outcomes) if label is not None else None,
        violated=tuple(clause_ids(fields.get("violated", base.gold.violated))),
        reason=str(fields.get("reason") or ""),
    )
    case, labels = _case(fields, base.case), base.labels | dict(fields.get(LABELS) or {})
    return base.model_copy(
        update={"case": case, "gold": _merged(base.gold, gold, "reason" in fields), "labels": labels}
    )


def changed_label_notes(rows: Sequence[ImportedRow], cases: Sequence[LabelledCase]) -> tuple[str, ...]:
    """How many labels are others than in the export. `cases`: of all rows, in order."""
    exported = [(row, one) for row, one in zip(rows, cases, strict=True) if has_whole_case(row.fields)]
    changed = [
        one.id for row, one in exported if _label(read_whole_case(row.fields[LABELLED_CASE]).gold) != _label(one.gold)
    ]
    if not changed:
        return ()
    more = f" and {len(changed) - MAX_LISTED} more" if len(changed) > MAX_LISTED else ""
    return (
        f"{len(changed)} of {len(exported)} labels were changed ({', '.join(changed[:MAX_LISTED])}{more}): what else "
        "was labelled there, such as exception and consequence, was about the former label and is left out",
    )


def _merged(base: Gold, found: Gold, has_reason: bool) -> Gold:
    if _label(base) != _label(found):
        return found
    is_same = not has_reason or base.reason == found.reason
    return base if is_same else base.model_copy(update={"reason": found.reason})


def _label(gold: Gold) -> tuple[Outcome | None, frozenset[str]]:
    return gold.outcome, frozenset(name.strip() for name in gold.violated)


def _case(fields: Mapping[str, Any], base: Case) -> Case:
    """The case of the row, if the tool shows it in a form that can be read back."""
    if isinstance(open_json(fields.get(CONTENT)), list) or isinstance(fields.get("facts"), dict):
        return Case.model_validate({name: fields[name] for name in Case.model_fields if name in fields})
    return base
