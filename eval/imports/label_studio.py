"""Reads annotated tasks of Label Studio, as its formats JSON and JSON-MIN export them: the latest annotation counts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domain.verdict import Outcome
from eval.imports.labels import UnknownLabel, outcome_of
from eval.imports.rows import ImportedFile, ImportedRow, limited, read_objects, require_object

MAX_LISTED = 5
NO_RESULTS = {"violated": [], "reason": ""}  # an annotator who chose none left nothing behind
LABEL_KINDS = ("choices", "text", "labels", "rating", "number")  # the key of a result's value


def read_label_studio(text: str) -> ImportedFile:
    """Tasks without an annotation, and skipped ones, are left out with a note. Raises ValueError."""
    rows, left_out = [], []
    several = 0
    for place, task in limited(read_objects(text, name="task")):
        data = require_object(task.get("data", task), f"{place}: data")
        if "data" not in task:  # JSON-MIN has data and results side by side
            rows.append(ImportedRow(place, NO_RESULTS | {name: _flat(value) for name, value in task.items()}))
            continue
        annotations = [*_annotations(task, place)]
        if not annotations:
            left_out.append(str(data.get("case_id", task.get("id", place))))
            continue
        several += len(annotations) > 1
        latest = max(annotations, key=lambda one: str(one.get("updated_at") or one.get("created_at") or ""))
        fields = {**task, **NO_RESULTS, **data, **_results(latest), "labels": _labels(annotations)}
        rows.append(ImportedRow(place, {"id": task.get("id"), **fields}))
    return ImportedFile(tuple(rows), tuple(_notes(left_out, several)))


def _annotations(task: Mapping[str, Any], place: str) -> Iterator[Mapping[str, Any]]:
    """Those that are not skipped."""
    found = task.get("annotations") or []
    if not isinstance(found, list):
        raise ValueError(f"{place}: annotations should be a list")
    for number, one in enumerate(found, 1):
        annotation = require_object(one, f"{place}: annotation {number}")
        if not annotation.get("was_cancelled"):
            yield annotation


def _results(annotation: Mapping[str, Any]) -> dict[str, Any]:
    """The values by the names of the tags; all texts, and all choices, of one name together."""
    values: dict[str, list[Any]] = {}
    for result in annotation.get("result") or []:
        value = result.get("value") if isinstance(result, dict) else None
        for kind in LABEL_KINDS:
            if isinstance(value, dict) and kind in value:
                found = value[kind] if isinstance(value[kind], list) else [value[kind]]
                values.setdefault(str(result.get("from_name")), []).extend(found)
    return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _labels(annotations: Sequence[Mapping[str, Any]]) -> dict[str, Outcome]:
    """The outcomes by annotator, as far as Label Studio names one and the label is an outcome. A ground truth is left
    out: it names the person who imported it."""
    labels: dict[str, Outcome] = {}
    for annotation in annotations:
        person = None if annotation.get("ground_truth") else annotation.get("completed_by")
        name = person.get("email") or person.get("id") if isinstance(person, dict) else person
        label = _results(annotation).get("outcome")
        try:
            if name is not None and label is not None:
                labels[f"label-studio:{name}"] = outcome_of(label, {})
        except UnknownLabel:
            continue  # a project with labels of its own: the row is mapped or refused
    return labels


def _flat(value: Any) -> Any:
    """JSON-MIN writes several choices as {"choices": [...]}."""
    return value["choices"] if isinstance(value, dict) and set(value) == {"choices"} else value


def _notes(left_out: Sequence[str], several: int) -> Iterator[str]:
    if left_out:
        more = f" and {len(left_out) - MAX_LISTED} more" if len(left_out) > MAX_LISTED else ""
        yield f"left out without an annotation, or skipped: {', '.join(left_out[:MAX_LISTED])}{more}"
    if several:
        yield f"{several} tasks have several annotations: the latest is the label, and each annotator's is in `labels`"
