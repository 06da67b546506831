"""The one answer is found in any surrounding text; two different answers are an error."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.json_extraction import ExtractedJson, extract_json
from tests.llm.server_responses import FINDING, Finding

ANSWER = FINDING.model_dump_json()
PROSE = st.text(st.characters(blacklist_characters="{}", blacklist_categories=["Cs"]), max_size=30)


@given(PROSE, PROSE)
def test_answer_is_found_in_any_prose(before: str, after: str) -> None:
    assert extract_json(before + ANSWER + after, Finding) == ExtractedJson(FINDING, "")


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
def test_text_around_the_answer_is_ignored(text: str) -> None:
    assert extract_json(text, Finding) == ExtractedJson(FINDING, "")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "it contains no complete JSON object"),
        (ANSWER[:-1], "it contains no complete JSON object"),
        ("[1, 2]", "it contains no complete JSON object"),
        (f'{ANSWER} {{"clause": "HC-1", "probability": 0.0}}', "it contains more than one answer"),
        ('{"clause": "HC-1"}', "probability: Field required"),
        (
            '{"clause": 7, "probability": 2}',
            "clause: Input should be a valid string; probability: Input should be less than or equal to 1",
        ),
        ('{"clause": "HC-1", "probability": NaN}', "probability: Input should be less than or equal to 1"),
    ],
)
def test_error_names_what_is_wrong(text: str, error: str) -> None:
    assert extract_json(text, Finding) == ExtractedJson(None, error)


def test_answer_inside_another_object_is_not_used() -> None:
    assert extract_json(f'{{"quoted": {ANSWER}}}', Finding).value is None


@given(st.text(max_size=200))
def test_any_text_is_handled(text: str) -> None:
    assert extract_json(text, Finding).value is None


@pytest.mark.parametrize("text", ["{" * 200_000, '{"a":' * 200_000, "[" * 200_000, '"' * 200_000])
def test_deep_nesting_is_handled(text: str) -> None:
    assert extract_json(text, Finding) == ExtractedJson(None, "it contains no complete JSON object")
