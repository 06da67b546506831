"""The parser finds the cases that a JSON parser finds, and holds one at a time in memory."""

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.service_settings import ServiceOptions
from api.batch_parser import JSON_LINES, read_cases
from api.json_body import JSON
from api.problem import ApiError
from domain.case import Case
from tests.api.conftest import make_case

OPTIONS = ServiceOptions()
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(st.sampled_from('a"\\[]{},\n\u2028 é'), max_size=6),
    lambda values: (
        st.lists(values, max_size=3) | st.dictionaries(st.sampled_from(("a]", 'b"', "{")), values, max_size=3)
    ),
    max_leaves=8,
)


def make_bodies(cases: list[dict[str, Any]], *, spaced: bool) -> list[tuple[str, bytes]]:
    mark = "\ufeff" if spaced else ""
    lines = [json.dumps(case, ensure_ascii=spaced) for case in cases]
    array = json.dumps(cases, ensure_ascii=spaced, indent=2 if spaced else None)
    return [(JSON, (mark + array).encode()), (JSON_LINES, (mark + "\n\n".join(lines)).encode())]


@given(facts=st.lists(JSON_VALUES, min_size=1, max_size=4), spaced=st.booleans())
def test_cases_are_read_as_written(facts: list[Any], spaced: bool) -> None:
    cases = [make_case('a [quote] \\ " , }', f"c{n}", facts={"x": fact}) for n, fact in enumerate(facts)]
    for media_type, body in make_bodies(cases, spaced=spaced):
        found = read_cases(media_type, body, OPTIONS)
        assert len(found) == len(cases)
        assert list(found) == [Case.model_validate(case) for case in cases]


@given(st.text(st.sampled_from('[]{},"\\ 1:a'), max_size=12))
def test_texts_without_a_case_are_refused(text: str) -> None:
    """None of these texts holds a case: each is invalid JSON or no case."""
    with pytest.raises(ApiError) as refused:
        read_cases(JSON, text.encode(), OPTIONS)
    try:
        json.loads(text)
    except ValueError:
        assert refused.value.status_code in (400, 422)
    else:
        assert refused.value.status_code == 422


@pytest.mark.parametrize("media_type", [JSON, JSON_LINES])
def test_one_case_is_in_memory_at_a_time(media_type: str) -> None:
    cases = [make_case("x" * 5_000, f"c{n}") for n in range(1_000)]
    ((_, body),) = (found for found in make_bodies(cases, spaced=False) if found[0] == media_type)
    tracemalloc.start()
    try:
        assert len(read_cases(media_type, body, OPTIONS)) == 1_000
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(body) > 5_000_000
    assert peak < 500_000


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "1e400"])
def test_numbers_that_are_not_finite_are_refused_by_their_place(text: str) -> None:
    with pytest.raises(ApiError) as refused:
        read_cases(JSON, f'[{{"id": "a", "facts": {{"x": {text}}}}}]'.encode(), OPTIONS)
    assert refused.value.status_code == 422
    assert refused.value.detail.startswith("case 0.facts.x")


def test_large_integers_are_kept() -> None:
    number = 12_345_678_901_234_567_890_123
    (case,) = read_cases(JSON, f'[{{"id": "a", "facts": {{"x": {number}}}}}]'.encode(), OPTIONS)
    assert case.facts == {"x": number}


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ('{"id": "a", "id": "b", "facts": {"x": 1}}', "case 1 has the field `id` twice in one object: keep one"),
        (f'{{"facts": {{"x": {"9" * 5_000}}}}}', "case 1 holds a number of thousands of digits: shorten it"),
    ],
)
def test_what_parsers_read_differently_is_refused(text: str, detail: str) -> None:
    with pytest.raises(ApiError) as refused:
        read_cases(JSON, f'[{{"facts": {{"x": 1}}}}, {text}]'.encode(), OPTIONS)
    assert (refused.value.status_code, refused.value.detail) == (422, detail)


def test_cases_and_items_without_an_id_get_one() -> None:
    one, other = '{"content": [{"text": "x"}, {"text": "y", "id": "z"}]}', '{"content": [{"text": "y"}]}'
    first, second, again = read_cases(JSON_LINES, f"{one}\n{other}\n{one}".encode(), OPTIONS)
    assert [item.id for item in first.content] == ["content-1", "z"]
    assert first.id.startswith("case-")
    assert (first.id == again.id, first.id == second.id) == (True, False)


@pytest.mark.parametrize(
    ("text", "detail"),
    [('"\\ud800"', "unexpected end of hex escape"), ("[" * 300 + "]" * 300, "recursion limit exceeded")],
)
def test_unreadable_values_are_refused(text: str, detail: str) -> None:
    with pytest.raises(ApiError, match=detail) as refused:
        read_cases(JSON, f'[{{"id": "a", "facts": {{"x": {text}}}}}]'.encode(), OPTIONS)
    assert (refused.value.status_code, refused.value.kind) == (400, "malformed-json")


def test_deep_nesting_needs_no_memory_beyond_the_body() -> None:
    body = b"[" * 40_000
    tracemalloc.start()
    try:
        with pytest.raises(ApiError):
            read_cases(JSON, body, OPTIONS)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000
