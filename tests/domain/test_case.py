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
    assert case(3).limit_exceeded(7) is None
    assert case(3).limit_exceeded(5) == "6 characters of content, and a case has at most 5: split it"


def test_what_an_item_replies_to_counts_as_content() -> None:
    reply = Case.model_validate({"id": "c", "live": True, "content": [{"text": "yes", "replies_to": "link?"}]})
    assert (reply.content[0].replies_to, reply.live, reply.content_characters) == ("link?", True, 8)
    assert reply.limit_exceeded(7) == "8 characters of content, and a case has at most 7: split it"
    assert (
        Case.model_validate({"id": "c", "content": [{"text": "yes", "replies_to": " "}]}).content[0].replies_to is None
    )
    with pytest.raises(ValidationError, match="neither content nor facts"):
        Case.model_validate({"id": "c", "content": [{"text": " ", "replies_to": "link?"}]})
    with pytest.raises(ValidationError, match="control character"):
        Case.model_validate({"id": "c", "content": [{"text": "yes", "replies_to": "\x00"}]})


@pytest.mark.parametrize(
    ("facts", "characters"),
    [
        ({}, 7),
        ({"note": "abc"}, 14),
        ({"a": {"bc": ["d", "ef"]}}, 14),
        ({"n": 10**300}, 7 + 1 + 1 + 997 // 3),
        ({"n": True, "x": 0.5, "y": None}, 7 + 3 + 3),
    ],
)
def test_facts_names_and_ids_are_counted(facts: dict[str, JsonValue], characters: int) -> None:
    counted = case(3, facts)
    assert counted.other_characters == characters
    assert counted.limit_exceeded(characters) is None


def test_too_many_characters_of_facts_are_rejected() -> None:
    message = "2,000,014 characters of facts, names and ids, and a case has at most 200,000: leave some out"
    assert case(3, {"log": {"line": "a" * 2_000_000}}).limit_exceeded(200_000) == message


@pytest.mark.parametrize("kind", ["list", "object"])
def test_facts_nest_32_deep_at_most(kind: str) -> None:
    fact: JsonValue = 1
    for _ in range(31):
        fact = [fact] if kind == "list" else {"x": fact}
    assert case(facts={"deep": fact})
    with pytest.raises(ValidationError, match="within more than 32 others: give the fact a flatter form"):
        case(facts={"deep": [fact] if kind == "list" else {"x": fact}})


def test_repeated_content_ids_are_rejected() -> None:
    with pytest.raises(ValidationError, match="content ids must differ; repeated: a, b"):
        Case.model_validate({"id": "c", "content": [{"id": i, "text": "x"} for i in ("b", "a", "c", "a", "b", "b")]})


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-10-02T23:30:00-05:00", "2026-10-02"),
        ("2026-10-02", "2026-10-02"),
        (" 20261002 ", "2026-10-02"),
        (None, "None"),
    ],
)
def test_time_of_posting_counts_as_the_day_that_it_names(value: str | None, day: str) -> None:
    assert str(Case.model_validate({"id": "c", "facts": {"x": 1}, "content_date": value}).content_date) == day


@pytest.mark.parametrize("value", ["soon", "1790000000", 0, 1_790_000_000, True, "2026-02-30", "9" * 5_000])
def test_other_days_are_refused_with_an_example(value: object) -> None:
    with pytest.raises(ValidationError, match="give the day alone, such as 2026-10-02"):
        Case.model_validate({"id": "c", "facts": {"x": 1}, "content_date": value})


def test_items_without_an_id_are_numbered_by_their_position() -> None:
    items = Case.model_validate(
        {"id": "c", "content": [{"text": "x"}, {"id": "own", "text": "y"}, {"text": "z"}]}
    ).content
    assert [item.id for item in items] == ["content-1", "own", "content-3"]


@pytest.mark.parametrize("url", ["https://shop.example/p/1?x=2#t", "http://127.0.0.1:8000/post", "HTTPS://A.example"])
def test_address_of_the_post_is_saved_as_it_is(url: str) -> None:
    assert Case(id="c", facts={"a": 1}, url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://shop.example/p",
        "//shop.example/p",
        "https://",
        "https://[::1",
        "https://me:secret@shop.example/p",
        "https://shop.example/a b",
        "https://shop.example/\u202egpj.exe",
        "https://shop.example/<b>",
        "https://m\u00fcnchen.example/",
        "https://shop.example/" + "a" * 2_000,
    ],
)
def test_address_that_a_letter_cannot_show_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        Case(id="c", facts={"a": 1}, url=url)
