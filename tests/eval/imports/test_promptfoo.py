"""Results of promptfoo: several prompts, several assertions, and values of other types than expected."""

import json
from typing import Any

import pytest

from eval.imports.promptfoo import read_promptfoo
from eval.imports.rows import ImportedFile

EQUALS, CONTAINS = {"type": "equals", "value": "violation"}, {"type": "contains", "value": "HLT"}


def result(text: str, *assertions: Any, **fields: Any) -> dict[str, Any]:
    return {"vars": {"text": text}, "testCase": {"vars": {"text": text}, "assert": list(assertions)}, **fields}


def read(*results: Any) -> ImportedFile:
    return read_promptfoo(json.dumps({"results": {"version": 3, "results": results}}))


def expected(*assertions: Any, **variables: Any) -> Any:
    tested = result("tea", *assertions)
    tested["vars"] |= variables
    return read(tested).rows[0].fields.get("expected")


def test_test_under_several_prompts_and_providers_counts_once() -> None:
    runs = [result("tea", EQUALS, promptIdx=n % 2, provider={"id": str(n)}, testIdx=0) for n in range(4)]
    runs.append(result("mug", {"type": "equals", "value": "no_violation"}, testIdx=1))
    imported = read(*runs)
    assert [row.fields["text"] for row in imported.rows] == ["tea", "mug"]
    assert imported.notes == ("5 results are of 2 tests, under several prompts or providers: each test counts once",)


def test_json_lines() -> None:
    text = "".join(json.dumps(result(text, EQUALS, testIdx=0)) + "\n" for text in ("tea\u2028x", "mug"))
    assert [row.fields["text"] for row in read_promptfoo(text).rows] == ["tea\u2028x", "mug"]


@pytest.mark.parametrize(
    "assertions",
    [
        [EQUALS, CONTAINS],
        [CONTAINS, EQUALS],
        [{"type": "not-equals", "value": "no_violation"}, {"type": "is-json"}, EQUALS],
        [CONTAINS, {"type": "assert-set", "assert": [{"type": "latency", "threshold": 5}, EQUALS]}],
        [{"type": "assert-set", "assert": [{"type": "assert-set", "assert": [EQUALS]}]}],
    ],
)
def test_equals_gives_the_label_wherever_it_is(assertions: list[Any]) -> None:
    assert expected(*assertions) == "violation"


def test_contains_gives_the_label_only_without_equals_and_is_told() -> None:
    imported = read(result("tea", {"type": "not-contains", "value": "x"}, {"type": "contains", "value": "violation"}))
    assert imported.rows[0].fields["expected"] == "violation"
    assert imported.notes == ('1 of the tests assert no "equals": the value of their "contains" is the label',)
    assert expected({"type": "not-equals", "value": "violation"}, {"type": "javascript", "value": "x"}) is None


def test_values_that_are_objects_texts_of_objects_and_templates() -> None:
    for value in ({"label": "violation"}, '{"label": "violation"}'):
        assert read(result("tea", {"type": "equals", "value": value})).rows[0].fields["label"] == "violation"
    assert expected({"type": "equals", "value": "{{ label }}"}, label="violation") == "violation"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (None, "result 1 is null and should be an object"),
        ("text", "result 1 is text and should be an object"),
        ({"testCase": "a"}, "result 1: testCase is text and should be an object"),
        ({"vars": ["a"]}, "result 1: vars is a list and should be an object"),
        ({"vars": "a"}, "result 1: vars is text and should be an object"),
        ({"testCase": {"assert": {"type": "equals"}}}, "result 1: testCase.assert is an object and should be a list"),
        ({"testCase": {"assert": [None]}}, "result 1: testCase.assert, entry 1 is null and should be an object"),
        ({"testCase": {"assert": [EQUALS, "a"]}}, "result 1: testCase.assert, entry 2 is text and should be an object"),
        (
            {"testCase": {"assert": [{"type": "assert-set", "assert": [3]}]}},
            "result 1: testCase.assert, entry 1, entry 1 is a number and should be an object",
        ),
    ],
)
def test_odd_values_are_told_with_their_place(entry: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read(entry)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"results": {"outputs": []}}', "there is no list under results.results: results is an object"),
        ('{"results": {"results": null}}', "there is no list under results.results: results.results is null"),
        ('{"results": "x"}', "there is no list under results.results: results is text"),
    ],
)
def test_file_without_results_is_told(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_promptfoo(text)


def test_empty_values_are_no_fault() -> None:
    tested = {"vars": None, "testCase": {"vars": {"text": "tea"}, "assert": None, "metadata": None}}
    assert read(tested).rows[0].fields == {"text": "tea"}


@pytest.mark.parametrize("kind", ["javascript", "llm-rubric", "not-equals", "contains-any", "regex"])
def test_assertion_that_holds_no_label_is_told(kind: str) -> None:
    (row,) = read(result("tea", {"type": kind, "value": "violation"})).rows
    assert "expected" not in row.fields
    assert row.hint == f"; its assertions ({kind}) hold no label: only equals and contains do"
