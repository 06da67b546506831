"""The one answer is found in any surrounding text; two different answers are an error."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.answers.json_extraction import ExtractedJson, extract_json
from tests.llm.server_responses import FINDING, Finding

ANSWER = FINDING.model_dump_json()
DRAFT = '{"clause":"HC-1","probability":0.1}'
PYTHON = "{'clause': 'HC-1', 'probability': 0.9}"
CALL = json.dumps({"name": "respond", "arguments": ANSWER})
PROSE = st.text(st.characters(blacklist_characters="{}<[|", blacklist_categories=["Cs"]), max_size=30)
REASONING_MARKS = [
    ("<think>", "</think>"),
    ("<THINKING>\n", "\n</THINKING>"),
    ("<reasoning>", "</reasoning>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
    ("analysis", "assistantfinal"),
    ("", "</think>"),
]


@given(PROSE, PROSE)
def test_answer_is_found_in_any_prose(before: str, after: str) -> None:
    assert extract_json(before + ANSWER + after, Finding) == ExtractedJson(FINDING, "")


@pytest.mark.parametrize(
    "text",
    [
        f"\ufeff```json\n{ANSWER}\n```",
        f"<think>A {{brace}} or two {{</think>{ANSWER}",
        f"{ANSWER}\n{ANSWER}",
        f"[{ANSWER}",
        f"{json.dumps(Finding.model_json_schema())} → {ANSWER}",
        f"{ANSWER}<|end|>",
        f"{'{x} ' * 100}{ANSWER}",
        f"A set {{ of things.\n{ANSWER}",
    ],
)
def test_text_around_the_answer_is_ignored(text: str) -> None:
    assert extract_json(text, Finding) == ExtractedJson(FINDING, "")


@pytest.mark.parametrize(("opening", "closing"), REASONING_MARKS)
@pytest.mark.parametrize("reasoning", [f"Try {DRAFT}. No.", '{"a": "maybe"}' * 70, f"{DRAFT[:-4]} hm", "It's {"])
def test_drafts_in_the_reasoning_are_set_aside(opening: str, closing: str, reasoning: str) -> None:
    assert extract_json(f"{opening}{reasoning}{closing}\n{ANSWER}", Finding) == ExtractedJson(FINDING, "")


@pytest.mark.parametrize("text", [f"<think>So:\n{ANSWER}", f"<think>```json\n{ANSWER}\n```</think>"])
def test_answer_that_ends_the_reasoning_is_used_if_there_is_no_other(text: str) -> None:
    assert extract_json(text, Finding) == ExtractedJson(FINDING, "")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (f"<think>{DRAFT} no {ANSWER}", "its reasoning is not closed and contains more than one answer"),
        (f"<think>Perhaps {DRAFT} or not", "it contains reasoning and no answer after it"),
        (f"<think>{DRAFT} or {ANSWER}</think>", "it contains reasoning and no answer after it"),
        ("<think>hm</think>", "it contains reasoning and no answer after it"),
        (f"<think>hm</think>{ANSWER[:-1]}", "it ends in the middle of its JSON object"),
        (f"<think>hm</think>{ANSWER} or {DRAFT}", "it contains more than one answer"),
    ],
)
def test_reasoning_without_one_answer_is_named(text: str, error: str) -> None:
    assert extract_json(text, Finding) == ExtractedJson(None, error)


def test_quoted_mark_does_not_end_the_answer() -> None:
    """A post may hold the mark and an answer of its own."""
    quoting = json.dumps({"clause": "HC-1", "probability": 0.9, "quote": f"</think>{PYTHON.replace('0.9', '0.1')}"})
    assert extract_json(quoting, Finding) == ExtractedJson(FINDING, "")
    assert extract_json(f"<think>hm</think>{quoting}", Finding) == ExtractedJson(FINDING, "")
    assert extract_json(f"<think>It says </think>{DRAFT}.{ANSWER}", Finding).value is None


@pytest.mark.parametrize(
    "text",
    [
        f'{{"answer": {ANSWER}}}',
        f'{{"thoughts": "It heals.", "answer": {ANSWER}}}',
        f"[{ANSWER}]",
        f'{{"findings": [{ANSWER}]}}',
        f'{{"type": "object", "properties": {ANSWER}, "required": ["clause"]}}',
        f'<tool_call>{{"name": "respond", "arguments": {ANSWER}}}</tool_call>',
        f"[TOOL_CALLS][{CALL}]",
        f'{{"tool_calls": [{{"id": "c1", "type": "function", "function": {CALL}}}]}}',
    ],
)
def test_one_wrapper_is_opened(text: str) -> None:
    assert extract_json(text, Finding) == ExtractedJson(FINDING, "")


@pytest.mark.parametrize(
    "text",
    [
        f'{{"draft": {DRAFT}, "answer": {ANSWER}}}',
        f'{{"a": {{"b": {ANSWER}}}}}',
        f'{{"quotes": [{ANSWER}, {ANSWER}]}}',
        json.dumps({"quote": ANSWER}),
        f'{{"quoted": {ANSWER}, "findings": [',
        f'{{"quoted": {ANSWER}, "findings" []}}',
        '{"clause": "HC-1", "probability": 0.9, "probability": 0.1}',
    ],
)
def test_answer_that_may_be_a_quotation_is_not_used(text: str) -> None:
    assert extract_json(text, Finding).value is None


@pytest.mark.parametrize(
    "text",
    [
        ANSWER[:-1] + ",}",
        PYTHON,
        '{clause: "HC-1", probability: .9,}',
        '{"clause": "HC-1", // the cure\n "probability": 0.9 /* sure */}',
        '{"clause": "HC-1", # the cure\n "probability": +0.9}',
    ],
)
def test_near_json_is_read(text: str) -> None:
    assert extract_json(text, Finding) == ExtractedJson(FINDING, "")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (" ", "it is empty"),
        ("No.", "it contains no complete JSON object"),
        (ANSWER[:-1], "it ends in the middle of its JSON object"),
        ("[1, 2]", "it contains no complete JSON object"),
        (f"{ANSWER} {DRAFT}", "it contains more than one answer"),
        ('{"clause": "HC-1"}', "probability: Field required"),
        ('{"clause" "HC-1"}', "it contains no complete JSON object"),
        ('{"clause": "HC-1" "probability": 0.9}', "its JSON object is not valid JSON"),
        ('{"clause": "HC "1"", "probability": 0.9}', "its JSON object is not valid JSON"),
        ('{"clause": ..., "probability": 0.9}', "its JSON object is not valid JSON"),
        (
            '{"clause": 7, "probability": 2}',
            "clause: Input should be a valid string; probability: Input should be less than or equal to 1",
        ),
        ('{"clause": "HC-1", "probability": NaN}', "probability: Input should be less than or equal to 1"),
        (
            f'{{"clause": "HC-1", "probability": {"9" * 5_000}}}',
            "probability: Input should be less than or equal to 1",
        ),
    ],
)
def test_error_names_what_is_wrong(text: str, error: str) -> None:
    assert extract_json(text, Finding) == ExtractedJson(None, error)


@given(st.text(max_size=200))
def test_any_text_is_handled(text: str) -> None:
    assert extract_json(text, Finding).value is None


@given(st.lists(st.sampled_from(["{", "}", "[", "]", '"', "'", "\\", ":", ",", "a", "<think>", "</think>", "/*", "#"])))
def test_any_brackets_are_handled(parts: list[str]) -> None:
    assert extract_json("".join(parts), Finding).value is None


@pytest.mark.parametrize(
    "unit", ["{", '{"a":', "[", '"', '{"', "{a}", '{"a":1,', '{"a":"\\', '{"a":/*', "<think>", "</think>", '{"a":[1']
)
def test_hostile_text_is_handled(unit: str) -> None:
    assert extract_json(unit * (200_000 // len(unit)), Finding).value is None
