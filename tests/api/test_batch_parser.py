"""The cases of a body: those that a parser of the whole finds, and never more than one at a time."""

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.service_settings import ServiceOptions
from api.batch_parser import JSON, LINES, read_cases
from api.problem import ApiError
from domain.case import Case
from tests.api.conftest import case

OPTIONS = ServiceOptions()
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(st.sampled_from('a"\\[]{},\n\u2028 é'), max_size=6),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.sampled_from(("a]", 'b"', "{")), parts, max_size=3),
    max_leaves=8,
)


def bodies(cases: list[dict[str, Any]], *, spaced: bool) -> list[tuple[str, bytes]]:
    mark = "\ufeff" if spaced else ""
    lines = [json.dumps(one, ensure_ascii=spaced) for one in cases]
    whole = json.dumps(cases, ensure_ascii=spaced, indent=2 if spaced else None)
    return [(JSON, (mark + whole).encode()), (LINES, (mark + "\n\n".join(lines)).encode())]


@given(facts=st.lists(PLAIN, min_size=1, max_size=4), spaced=st.booleans())
def test_cases_are_those_that_were_written(facts: list[Any], spaced: bool) -> None:
    told = [case('a [quote] \\ " , }', f"c{n}", facts={"x": fact}) for n, fact in enumerate(facts)]
    for media, body in bodies(told, spaced=spaced):
        cases = read_cases(media, body, OPTIONS)
        assert len(cases) == len(told)
        assert list(cases) == [Case.model_validate(one) for one in told]


@given(st.text(st.sampled_from('[]{},"\\ 1:a'), max_size=12))
def test_what_a_parser_refuses_is_refused(text: str) -> None:
    """No such text holds a case, so that it is either no JSON or no case."""
    with pytest.raises(ApiError) as refused:
        read_cases(JSON, text.encode(), OPTIONS)
    try:
        json.loads(text)
    except ValueError:
        assert refused.value.status_code in (400, 422)
    else:
        assert refused.value.status_code == 422


@pytest.mark.parametrize("media", [JSON, LINES])
def test_one_case_is_in_memory_at_a_time(media: str) -> None:
    told = [case("x" * 5_000, f"c{n}") for n in range(1_000)]
    ((_, body),) = (found for found in bodies(told, spaced=False) if found[0] == media)
    tracemalloc.start()
    try:
        assert len(read_cases(media, body, OPTIONS)) == 1_000
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(body) > 5_000_000
    assert most < 500_000
