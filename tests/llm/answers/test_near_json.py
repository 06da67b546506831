"""What models write in place of JSON is rewritten where it has one meaning, and never completed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.answers.near_json import NearObject, read_object

NAMES = st.text(st.characters(codec="ascii"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(blacklist_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=4)


def read(text: str) -> Any:
    found = read_object(text, 0)
    assert found.end == len(text)
    assert found.json is not None
    return json.loads(found.json)


@given(OBJECTS)
def test_json_means_the_same(value: dict[str, Any]) -> None:
    assert read(json.dumps(value)) == value
    assert read(json.dumps(value, ensure_ascii=False)) == value


@given(OBJECTS)
def test_pythons_literals_mean_the_same(value: dict[str, Any]) -> None:
    assert read(repr(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 2,],}', {"a": [1, 2]}),
        ('{"a": "one\ntwo\tthree"}', {"a": "one\ntwo\tthree"}),
        ("{'a': 'it\\'s \"so\"'}", {"a": 'it\'s "so"'}),
        ('{"a": "it\\\'s 5\\% // no comment"}', {"a": "it's 5\\% // no comment"}),
        ("{a: True, b: None, $c: -.5}", {"a": True, "b": None, "$c": -0.5}),
        ('{"a": 1. /* } */}', {"a": 1}),
    ],
)
def test_each_repair_keeps_the_meaning(text: str, value: Any) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    "text",
    ['{"a": [1', '{"a": [1}', '{"a": "b', '{"a": /* c }', "{" * 100 + "}" * 100, "{'a': 'don't'}", '{"a": 1 // }'],
)
def test_object_without_an_end_has_none(text: str) -> None:
    assert read_object(text, 0) == NearObject(0)


@pytest.mark.parametrize("text", ['{"a": ...}', '{"a": 007}', '{"a": maybe}', '{"a": (1, 2)}', '{"a": 5%}'])
def test_object_without_one_meaning_has_an_end_and_no_json(text: str) -> None:
    assert read_object(text, 0) == NearObject(len(text))
