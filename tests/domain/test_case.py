"""The limits of a submitted case."""

from typing import Any

import pytest
from pydantic import JsonValue, ValidationError

from domain.case import MAX_ENTRIES, Case


def case(items: int = 1, facts: dict[str, JsonValue] | None = None) -> Case:
    content = [{"id": f"i{n}", "text": "xy"} for n in range(items)]
    return Case.model_validate({"id": "c", "content": content, "facts": facts or {}})


@pytest.mark.parametrize(
    ("fields", "entries"),
    [
        ({"items": 3}, 3),
        ({"facts": {"x": 1, "y": [], "z": {}}}, 4),
        ({"facts": {"x": [1, [2], {"y": 3}]}}, 7),
        ({"items": MAX_ENTRIES - 2, "facts": {"x": [None]}}, MAX_ENTRIES),
    ],
)
def test_case_within_the_limits_is_accepted(fields: dict[str, Any], entries: int) -> None:
    assert case(**fields).entry_count == entries
    assert case(**fields).limit_exceeded() is None


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"items": MAX_ENTRIES + 1}, id="items"),
        pytest.param({"facts": {"x": [[]] * MAX_ENTRIES}}, id="lists"),
        pytest.param({"facts": {"x": {"deep": [{"deeper": list(range(MAX_ENTRIES))}]}}}, id="nested"),
        pytest.param({"facts": {f"x{n}": {"y": 1} for n in range(MAX_ENTRIES // 2 + 1)}}, id="many"),
    ],
)
def test_too_many_entries_are_rejected(fields: dict[str, Any]) -> None:
    assert "and a case has at most 10,000: leave some out, or split it" in (case(**fields).limit_exceeded() or "")


def test_too_many_characters_are_rejected() -> None:
    assert case(3).limit_exceeded(6) is None
    assert case(3).limit_exceeded(5) == "6 characters of content, and a case has at most 5: split it"


def test_repeated_content_ids_are_rejected() -> None:
    with pytest.raises(ValidationError, match="content ids must differ; repeated: a, b"):
        Case.model_validate({"id": "c", "content": [{"id": i, "text": "x"} for i in ("b", "a", "c", "a", "b", "b")]})
