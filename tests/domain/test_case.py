"""A case is as large as a person could look through, and told what is wrong with it."""

from typing import Any

import pytest
from pydantic import JsonValue, ValidationError

from domain.case import MOST_ITEMS, Case


def case(items: int = 1, facts: dict[str, JsonValue] | None = None) -> dict[str, Any]:
    return {"id": "c", "content": [{"id": f"i{n}", "text": "x"} for n in range(items)], "facts": facts or {}}


def refused(told: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        Case.model_validate(told)
    (fault,) = caught.value.errors()
    return ".".join(map(str, fault["loc"])) + ": " + fault["msg"]


def test_a_case_of_as_much_as_it_may_have() -> None:
    assert len(Case.model_validate(case(MOST_ITEMS)).content) == MOST_ITEMS
    assert Case.model_validate(case(facts={"x": [0] * (MOST_ITEMS - 2), "y": ""})).facts["y"] == ""


def test_content_in_too_many_pieces() -> None:
    assert refused(case(MOST_ITEMS + 1)).startswith("content: Tuple should have at most 10000 items")


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"x": [[]] * MOST_ITEMS}, id="lists"),
        pytest.param({"x": {"deep": [{"deeper": list(range(MOST_ITEMS))}]}}, id="nested"),
        pytest.param({f"x{n}": {"y": 1} for n in range(MOST_ITEMS // 2 + 1)}, id="many"),
    ],
)
def test_facts_of_too_many_values(facts: dict[str, JsonValue]) -> None:
    assert "and a case has at most 10,000: leave out the rest" in refused(case(facts=facts))


def test_ids_that_are_there_twice() -> None:
    told = case(3) | {"content": [{"id": i, "text": "x"} for i in ("b", "a", "c", "a", "b", "b")]}
    assert refused(told) == ": Value error, content ids must differ; repeated: a, b"
