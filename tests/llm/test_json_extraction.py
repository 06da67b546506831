"""The one answer is found in whatever was written around it, and two answers are none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.json_extraction import Extracted, extract_json
from tests.llm.answers import GOOD, Finding

ANSWER = GOOD.model_dump_json()
AROUND = st.text(st.characters(blacklist_characters="{}", blacklist_categories=["Cs"]), max_size=30)


@given(AROUND, AROUND)
def test_one_answer_is_found_in_any_prose(before: str, after: str) -> None:
    assert extract_json(before + ANSWER + after, Finding) == Extracted(GOOD, "")


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{ANSWER}\n```",
        f"<think>A {{brace}} or two {{</think>{ANSWER}",
        f"{ANSWER}\n{ANSWER}",
        f"[{ANSWER}",
        f"{json.dumps(Finding.model_json_schema())} → {ANSWER}",
    ],
)
def test_what_models_write_around_it_does_no_harm(text: str) -> None:
    assert extract_json(text, Finding) == Extracted(GOOD, "")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "it holds no whole JSON object"),
        (ANSWER[:-1], "it holds no whole JSON object"),
        ("[1, 2]", "it holds no whole JSON object"),
        (f'{ANSWER} {{"clause": "HC-1", "probability": 0.0}}', "it holds more than one answer"),
        ('{"clause": "HC-1"}', "probability: Field required"),
        (
            '{"clause": 7, "probability": 2}',
            "clause: Input should be a valid string; probability: Input should be less than or equal to 1",
        ),
        ('{"clause": "HC-1", "probability": NaN}', "probability: Input should be less than or equal to 1"),
    ],
)
def test_what_is_wrong_is_told(text: str, wrong: str) -> None:
    assert extract_json(text, Finding) == Extracted(None, wrong)


def test_an_answer_inside_another_object_is_none() -> None:
    assert extract_json(f'{{"quoted": {ANSWER}}}', Finding).value is None


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    assert extract_json(text, Finding).value is None


@pytest.mark.parametrize("text", ["{" * 200_000, '{"a":' * 200_000, "[" * 200_000, '"' * 200_000])
def test_no_nesting_breaks_it(text: str) -> None:
    assert extract_json(text, Finding) == Extracted(None, "it holds no whole JSON object")
