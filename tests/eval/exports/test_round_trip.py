"""Labelled cases through Label Studio, Langfuse and promptfoo and back: equal untouched, and changed as people did."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case import Case, ContentItem, ContentKind
from domain.ladder import EnforcementAction
from domain.plain_text import is_blank
from domain.verdict import Outcome
from eval.dataset.labelled_case import Gold, GoldConsequence, LabelledCase, Tag
from eval.exports.export_format import ExportFormat
from eval.exports.formats import export_text, further_files
from eval.exports.label_studio import label_config
from eval.imports.convert import ColumnMapping, to_labelled_cases
from eval.imports.exported_case import changed_label_notes
from eval.imports.formats import read_import
from eval.imports.rows import ImportedFile

READABLE = st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")
PIECES = st.sampled_from(
    ["{{ env.KEY }}", "{% raw %}", "{#", "}}", "file://x", '"', "\\", "\u2028", "[1]", '{"a": 1}', "<b>"]
)
TEXTS = st.lists(PIECES | st.text(READABLE, max_size=12), min_size=1, max_size=4).map("".join)
VISIBLE = TEXTS.filter(lambda text: not is_blank(text))
CLAUSES = st.lists(st.sampled_from(["CLM-1", "HLT-2.1", "PRC-1.3"]), unique=True).map(tuple)
ITEMS = st.lists(st.tuples(st.sampled_from(ContentKind), VISIBLE, st.none() | VISIBLE), min_size=1, max_size=3)
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | VISIBLE


@st.composite
def labelled_cases(draw: st.DrawFn, number: int = 0) -> LabelledCase:
    items = enumerate(draw(ITEMS))
    content = tuple(ContentItem(id=f"i{n}", kind=kind, text=text, replies_to=to) for n, (kind, text, to) in items)
    facts = draw(st.dictionaries(st.sampled_from(["price", "notes"]), SCALARS, max_size=2))
    consequence = GoldConsequence(action=EnforcementAction.WARNING, points=1, total=2) if draw(st.booleans()) else None
    gold = Gold(
        outcome=draw(st.none() | st.sampled_from(Outcome)),
        violated=draw(CLAUSES),
        alternatives=tuple(draw(st.lists(CLAUSES, max_size=2))),
        exception=draw(st.none() | VISIBLE),
        reason=draw(st.just("") | TEXTS),
        consequence=consequence,
    )
    return LabelledCase(
        id=f"case {number}",
        case=Case(id=draw(VISIBLE), creator_id=draw(st.none() | VISIBLE), content=content, facts=facts),
        gold=gold,
        tags=frozenset(draw(st.lists(st.sampled_from(Tag), max_size=2))),
        must_pass=draw(st.booleans()),
        labels=draw(st.dictionaries(VISIBLE, st.sampled_from(Outcome), max_size=2)),
    )


def exported(form: ExportFormat, *cases: LabelledCase) -> Any:
    return json.loads(export_text(cases, form, "mine"))


def read(form: ExportFormat | None, value: Any) -> ImportedFile:
    from eval.imports.formats import ImportFormat

    return read_import(Path("x.json"), ImportFormat(form) if form else None, json.dumps(value).encode())


def imported(form: ExportFormat | None, value: Any) -> tuple[LabelledCase, ...]:
    return to_labelled_cases(read(form, value).rows, ColumnMapping())


def make_case(**gold: Any) -> LabelledCase:
    labels = {"outcome": "violation", "violated": ["CLM-1"], "reason": "It promises a cure.", **gold}
    consequence = {"action": "warning", "points": 1, "total": 1}
    case = {"content": [{"id": "i1", "text": "This tea cures."}]}
    return LabelledCase.model_validate({"id": "c1", "case": case, "gold": {"consequence": consequence, **labels}})


@pytest.mark.parametrize("form", ExportFormat)
@settings(max_examples=40)
@given(first=labelled_cases(1), second=labelled_cases(2))
def test_untouched_cases_come_back_equal(form: ExportFormat, first: LabelledCase, second: LabelledCase) -> None:
    file = exported(form, first, second)
    assert imported(form, file) == imported(None, file) == (first, second)
    assert changed_label_notes(read(form, file).rows, (first, second)) == ()


@settings(max_examples=40)
@given(labelled=labelled_cases())
def test_promptfoo_finds_no_template_no_json_and_no_file_in_a_test(labelled: LabelledCase) -> None:
    """It would render the first, open the second and read the third."""
    (test,) = exported(ExportFormat.PROMPTFOO, labelled)
    content = test["vars"]["content"]
    assert content.startswith(f"[{labelled.case.content[0].kind}]\n")
    assert not {"{", "}"} & {*content, *test["vars"]["case"], *test["metadata"]["labelled_case"]}


def check_changed(found: LabelledCase) -> None:
    """Its label is no violation now: nothing of the former label is left, and the case is as it was."""
    assert found.gold == Gold(outcome=Outcome.NO_VIOLATION, reason="She quotes it.")
    assert found.case == make_case().case


def test_changed_item_of_langfuse() -> None:
    file = exported(ExportFormat.LANGFUSE, make_case())
    item = file["data"][0]
    item["expectedOutput"] = {"outcome": "no_violation", "violated": [], "reason": "She quotes it."}
    item |= {"createdAt": "2026-11-30T00:00:00Z", "datasetId": "d1", "sourceTraceId": None}
    (found,) = imported(None, file | {"meta": {"page": 1}})
    check_changed(found)
    (note,) = changed_label_notes(read(None, file).rows, [found])
    assert note.startswith("1 of 1 labels were changed (c1)")
    item["input"]["content"][0]["text"] = "This mug is blue."
    assert imported(None, file)[0].case.content[0].text == "This mug is blue."


def test_changed_test_of_promptfoo_and_its_results() -> None:
    (test,) = exported(ExportFormat.PROMPTFOO, make_case())
    test["assert"][0]["value"] = "no_violation"
    test["metadata"] |= {"violated": [], "reason": "She quotes it."}
    check_changed(imported(None, [test])[0])
    check_changed(imported(None, {"tests": [test], "prompts": ["{{case}}"]})[0])
    result = {"vars": test["vars"], "testCase": test, "success": False, "provider": {"id": "python:x.py"}}
    check_changed(imported(None, {"results": {"version": 3, "results": [result, result]}})[0])


def test_result_that_promptfoo_0_121_20_wrote() -> None:
    """Its text has templates, JSON and a file reference: promptfoo acted on none of them and redacted nothing."""
    file = Path(__file__).with_name("promptfoo_0_121_20.json")
    (found,) = to_labelled_cases(read_import(file).rows, ColumnMapping())
    assert found.case.content[0].text == '{{ env.HOME }} {% for x in y %} {# c #} file:///etc/passwd "}} \u2028 \\{{'
    assert found.gold == Gold(outcome=Outcome.NO_VIOLATION, reason="{{ env.HOME }}")


def annotation(outcome: str, **fields: Any) -> dict[str, Any]:
    results = [("outcome", "choices", "choices", [outcome]), ("reason", "textarea", "text", ["She quotes it."])]
    return {
        "id": 1,
        "result": [
            {"id": n, "from_name": n, "to_name": "content", "type": kind, "value": {key: values}, "origin": "manual"}
            for n, kind, key, values in results
        ],
        "was_cancelled": False,
        "ground_truth": False,
        **fields,
    }


def label_studio_file(*annotations: dict[str, Any]) -> list[dict[str, Any]]:
    (task,) = exported(ExportFormat.LABEL_STUDIO, make_case())
    task["annotations"][0] |= {"id": 7, "completed_by": 1, "updated_at": "2026-11-01T00:00:00Z"}
    task["annotations"] += annotations
    return [task | {"id": 12, "project": 3, "drafts": [], "predictions": [], "inner_id": 1}]


def test_latest_annotation_of_label_studio_counts_and_each_annotator_is_named() -> None:
    file = label_studio_file(
        annotation("violation", completed_by={"id": 4, "email": "a@example.com"}, updated_at="2026-11-02T00:00:00Z"),
        annotation("no_violation", completed_by=5, updated_at="2026-11-03T00:00:00Z"),
        annotation("needs_review", completed_by=6, updated_at="2026-11-04T00:00:00Z", was_cancelled=True),
    )
    (found,) = imported(None, file)
    check_changed(found)
    assert found.labels == {"label-studio:a@example.com": "violation", "label-studio:5": "no_violation"}
    assert "1 tasks have several annotations" in read(None, file).notes[-1]


def test_json_min_of_label_studio() -> None:
    data = exported(ExportFormat.LABEL_STUDIO, make_case())[0]["data"]
    row = data | {"id": 12, "annotator": 1, "annotation_id": 7, "created_at": "2026-11-01", "lead_time": 3.2}
    check_changed(imported(None, [row | {"outcome": "no_violation", "reason": "She quotes it."}])[0])
    both = {"choices": ["CLM-1", "HLT-2.1"]}
    (found,) = imported(None, [row | {"outcome": "violation", "violated": both}])
    assert found.gold.violated == ("CLM-1", "HLT-2.1")


def test_task_without_an_annotation_is_left_out_and_named() -> None:
    (task,) = label_studio_file()
    skipped = task | {"annotations": [annotation("violation", was_cancelled=True)]}
    read_file = read(None, [task, skipped, task | {"annotations": []}])
    assert len(read_file.rows) == 1
    assert read_file.notes[-1] == "left out without an annotation, or skipped: c1, c1"


def test_removed_label_and_broken_export_are_named() -> None:
    from eval.dataset.dataset import DatasetError

    (test,) = exported(ExportFormat.PROMPTFOO, make_case())
    with pytest.raises(DatasetError, match="result 1: the outcome is empty: fill it in"):
        imported(None, [test | {"assert": []}])
    newer = json.loads(b64decode(test["metadata"]["labelled_case"].removeprefix("base64:"))) | {"of_a_newer_release": 1}
    for text, message in ((json.dumps(newer), "of_a_newer_release"), ("AAA", "export the case again")):
        with pytest.raises(DatasetError, match=message):
            imported(None, [test | {"metadata": {"labelled_case": text}}])


def test_label_config_has_every_clause_once_and_is_xml() -> None:
    from xml.etree import ElementTree as ET

    files = further_files([make_case(violated=["X<&\"'"])], ExportFormat.LABEL_STUDIO, ["CLM-1", "CLM-1"])
    tree = ET.fromstring(files["label-config.xml"])
    (violated,) = (one for one in tree.findall("Choices") if one.get("name") == "violated")
    assert [choice.get("value") for choice in violated] == ["CLM-1", "X<&\"'"]
    assert label_config([]).count("<Choice ") == len(Outcome)
