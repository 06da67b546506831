import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cli.input.case_yaml import parse

NAMES = st.text("abcxyz", min_size=1, max_size=4)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]))  # JSON escapes the rest in halves
FACTS = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(NAMES, FACTS))
def test_json_is_yaml_with_the_same_facts(facts: dict[str, Any]) -> None:
    assert parse(json.dumps({"facts": facts}, ensure_ascii=True)) == {"facts": facts}


@given(st.from_regex(r"[A-Za-z0-9_.:+-]*[A-Za-z0-9]", fullmatch=True))
def test_plain_words_stay_as_they_stand(word: str) -> None:
    if word.lower() != "null" and ": " not in word:
        assert parse(f"id: {word}\ncontent:\n- text: {word}\n") == {"id": word, "content": [{"text": word}]}


def test_only_facts_have_types_and_they_are_those_of_json() -> None:
    fields = "market: NO\nlanguage: no\ncontent_date: 2026-09-14\ncreator_id:\nfacts:\n"
    facts = "  a: 1\n  b: -1.5e3\n  c: true\n  d: yes\n  e: 2026-09-14\n  f: null\n  g: 010\n  h: 12:30\n  i: [1, NO]\n"
    assert parse(fields + facts) == {
        "market": "NO",
        "language": "no",
        "content_date": "2026-09-14",
        "creator_id": None,
        "facts": {
            "a": 1,
            "b": -1500.0,
            "c": True,
            "d": "yes",
            "e": "2026-09-14",
            "f": None,
            "g": "010",
            "h": "12:30",
            "i": [1, "NO"],
        },
    }


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: &x [1]\nb: *x", 1, "an alias stands for this: write it out in each place"),
        ("a: &x [*x]", 1, "an alias stands for this: write it out in each place"),
        ("a: 1\nb: {c: 1, c: 2}", 2, '"c" is given twice: keep one'),
        ("a: 1\n---\nb: 2", 2, "but found another document"),
        ("a: !!python/name:os.system", 1, "could not determine a constructor for the tag"),
    ],
)
def test_what_is_refused(text: str, line: int, problem: str) -> None:
    with pytest.raises(yaml.MarkedYAMLError) as raised:
        parse(text)
    assert raised.value.problem_mark
    assert raised.value.problem_mark.line + 1 == line
    assert str(raised.value.problem).startswith(problem)


def test_nothing_is_nothing() -> None:
    assert parse("") is None
    assert parse("# only a remark\n") is None
