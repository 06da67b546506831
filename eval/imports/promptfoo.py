"""Reads results or tests of promptfoo: each test once, labelled by the value that it asserts."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from eval.imports.rows import ImportedFile, ImportedRow, kind_of, limited, merge_fields, read_objects, require_object

LABEL_ASSERTIONS = ("equals", "contains", "icontains")  # the first kind that a test has gives the label
ASSERTION_SET = "assert-set"


def read_promptfoo(text: str) -> ImportedFile:
    """Results: a list under `results.results`, or JSON Lines; a test that ran under several prompts or providers counts
    once. Tests: a list of them, or under `tests`."""
    rows: dict[str, ImportedRow] = {}
    loose = total = 0
    for location, result in limited(_entries(text)):
        is_test = "testCase" not in result and "assert" in result
        test = require_object(result if is_test else result.get("testCase") or {}, f"{location}: testCase")
        variables = require_object(result.get("vars") or test.get("vars") or {}, f"{location}: vars")
        kind, expected = _label(test, variables, location)
        fields = merge_fields(vars=variables, expected=expected, metadata=test.get("metadata"))
        key = json.dumps([test.get("vars") or variables, expected, test.get("metadata")], sort_keys=True)
        total += 1
        if key not in rows:
            rows[key] = ImportedRow(location, fields, _hint(test, location) if kind is None else "")
            loose += kind not in (None, LABEL_ASSERTIONS[0])
    return ImportedFile(tuple(rows.values()), tuple(_notes(total, len(rows), loose)))


def _entries(text: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    entries = read_objects(text, "results", "results", name="result")
    for place, entry in entries:
        if place == "result 1" and isinstance(entry.get("tests"), list):
            yield from read_objects(text, "tests", name="test")
        else:
            yield place, entry


def _notes(results: int, tests: int, loose: int) -> Iterator[str]:
    if tests < results:
        several = f"{tests} tests" if tests > 1 else "one test"
        yield f"{results} results are of {several}, under several prompts or providers: each test counts once"
    if loose:
        yield f'{loose} of the tests assert no "equals": the value of their "contains" is the label'


def _label(test: Mapping[str, Any], variables: Mapping[str, Any], location: str) -> tuple[str | None, Any]:
    """The kind of assertion and its value; None where a test asserts no label."""
    assertions = list(_assertions(test.get("assert"), location))
    for kind in LABEL_ASSERTIONS:
        for assertion in assertions:
            if assertion.get("type") == kind:
                return kind, _rendered(assertion.get("value"), variables)
    return None, None


def _hint(test: Mapping[str, Any], location: str) -> str:
    kinds = dict.fromkeys(str(assertion.get("type")) for assertion in _assertions(test.get("assert"), location))
    return f"; its assertions ({', '.join(kinds)}) hold no label: only equals and contains do" if kinds else ""


def _assertions(found: Any, location: str) -> Iterator[Mapping[str, Any]]:
    """In their order, those of assertion sets included."""
    waiting = [(found, f"{location}: testCase.assert")]
    while waiting:
        entries, place = waiting.pop(0)
        if not isinstance(entries or [], list):
            raise ValueError(f"{place} is {kind_of(entries)} and should be a list")
        for number, entry in enumerate(entries or [], 1):
            assertion = require_object(entry, f"{place}, entry {number}")
            yield assertion
            if assertion.get("type") == ASSERTION_SET:
                waiting.append((assertion.get("assert"), f"{place}, entry {number}"))


def _rendered(value: Any, variables: Mapping[str, Any]) -> Any:
    """A value such as `{{label}}` is the variable of that name."""
    text = value.strip() if isinstance(value, str) else ""
    is_template = text.startswith("{{") and text.endswith("}}")
    return variables.get(text[2:-2].strip(), value) if is_template else value
