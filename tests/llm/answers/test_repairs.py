"""A value in another form is corrected if it has one meaning; every other one stays an error."""

from enum import StrEnum
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from llm.answers.json_extraction import extract_json


class Bearing(StrEnum):
    CAUGHT = "caught"
    NOT_CAUGHT = "not_caught"


class Item(BaseModel):
    bearing: Bearing = Bearing.CAUGHT
    level: Literal["low", "high"] = "low"
    probability: float = Field(default=0, ge=0, le=1)
    quotes: list[str] = []
    note: str = ""


class Answer(BaseModel):
    findings: list[Item]
    more: list[str] = []


def findings(text: str) -> Any:
    value = extract_json(text, Answer).value
    return value and value.findings


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"bearing": "CAUGHT"', Item(bearing=Bearing.CAUGHT)),
        ('"bearing": " Not caught "', Item(bearing=Bearing.NOT_CAUGHT)),
        ('"bearing": "not-caught"', Item(bearing=Bearing.NOT_CAUGHT)),
        ('"level": "High"', Item(level="high")),
        ('"probability": "85%"', Item(probability=0.85)),
        ('"probability": "0,85"', Item(probability=0.85)),
        ('"probability": "85"', Item(probability=0.85)),
        ('"probability": 85', Item(probability=0.85)),
        ('"quotes": null, "note": null', Item()),
    ],
)
def test_value_of_one_meaning_is_corrected(written: str, meant: Item) -> None:
    assert findings(f'{{"findings": [{{{written}}}]}}') == [meant]
    assert findings(f'{{"answer": {{"findings": [{{{written}}}]}}}}') == [meant]


@pytest.mark.parametrize(
    "written",
    [
        '"bearing": "maybe"',
        '"bearing": "caught or not_caught"',
        '"probability": "high"',
        '"probability": 7',
        '"probability": 850',
        '"probability": -1',
        '"probability": "1.000.000"',
    ],
)
def test_value_of_several_meanings_stays_an_error(written: str) -> None:
    assert findings(f'{{"findings": [{{{written}}}]}}') is None


@pytest.mark.parametrize(("numbers", "meant"), [((85, 1, 0), [0.85, 0.01, 0]), ((85, 0.5), None), ((9, 8), None)])
def test_percentages_are_read_if_the_whole_answer_has_them(numbers: tuple[float, ...], meant: Any) -> None:
    text = ", ".join(f'{{"probability": {number}}}' for number in numbers)
    found = findings(f'{{"findings": [{text}]}}')
    assert (found and [item.probability for item in found]) == meant


@pytest.mark.parametrize(
    "text",
    [
        '[{"note": "x"}]',
        '```json\n[{"note": "x"}]\n```',
        '"{\\"findings\\": [{\\"note\\": \\"x\\"}]}"',
    ],
)
def test_list_alone_and_json_in_a_text_are_read(text: str) -> None:
    assert findings(text) == [Item(note="x")]


def test_objects_that_are_no_list_are_no_answer() -> None:
    assert findings('{"note": "x"}\n{"note": "y"}') is None
