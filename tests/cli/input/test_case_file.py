import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.input.case_file import parse_yaml
from policies.parsing.yaml_reader import YamlError

NAMES = st.text("abcxyz", min_size=1, max_size=4)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
TEXT = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]))  # JSON escapes the rest in halves
FACTS = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(NAMES, FACTS))
def test_json_facts_parse_as_yaml(facts: dict[str, Any]) -> None:
    assert parse_yaml(json.dumps({"facts": facts}, ensure_ascii=True)) == {"facts": facts}


@given(st.from_regex(r"[A-Za-z0-9_.:+-]*[A-Za-z0-9]", fullmatch=True))
def test_unquoted_values_stay_text(word: str) -> None:
    if word.lower() != "null" and ": " not in word:
        assert parse_yaml(f"id: {word}\ncontent:\n- text: {word}\n") == {"id": word, "content": [{"text": word}]}


def test_only_facts_have_json_types() -> None:
    fields = "market: NO\nlanguage: no\ncontent_date: 2026-09-14\ncreator_id:\nfacts:\n"
    facts = "  a: 1\n  b: -1.5e3\n  c: true\n  d: yes\n  e: 2026-09-14\n  f: null\n  g: 010\n  h: 12:30\n  i: [1, NO]\n"
    assert parse_yaml(fields + facts) == {
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
        ("a: 1\nb: {c: 1, c: 2}", 2, 'duplicate key "c": keep one'),
        ("a: 1\n---\nb: 2", 2, "but found another document"),
        (
            "a: !!python/name:os.system",
            1,
            "the tag tag:yaml.org,2002:python/name:os.system is not supported: remove it",
        ),
    ],
)
def test_invalid_yaml_is_refused(text: str, line: int, problem: str) -> None:
    with pytest.raises(YamlError) as raised:
        parse_yaml(text)
    assert raised.value.line == line
    assert raised.value.problem.startswith(f"invalid YAML: {problem}")


def test_empty_document_is_none() -> None:
    assert parse_yaml("") is None
    assert parse_yaml("# only a comment\n") is None
