"""What a model cites in pictures: boxes are checked, and a finding that rests on a picture alone goes to a person."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from agent.evidence.media.read_file import ShownPicture
from agent.judges.base import JudgeInput
from agent.judges.model.answer_schema import Answer, Answers
from agent.judges.model.judge import LlmJudge
from agent.judges.model.picture_quotes import question_digest
from agent.judges.model.second_question import sentences_only
from agent.verdict.citations import check_citations
from agent.verdict.settling import settle
from agent.verdict.thresholds import Thresholds
from domain.case import Case
from domain.media import Box
from domain.verdict import Outcome, ReviewCode, Verdict
from llm.options import LlmOptions
from llm.scripted import ChatRequest, Script, ScriptedModels
from llm.session import LazySession
from tests.agent.judges.judge_inputs import make_judge_input, make_rule

CASE = Case.model_validate(
    {
        "id": "c",
        "media": [{"id": "photo-1", "kind": "image", "sha256": "0" * 64}],
        "content": [{"id": "i1", "text": "good morning"}],
    }
)
PICTURES = (ShownPicture("photo-1", b"\xff\xd8jpeg"), ShownPicture("clip", b"\xff\xd8frame", at_ms=3_500))
OPTIONS = LlmOptions(chat_model="scripted")
BOTTLE = "picture 1 [0.1, 0.2, 0.3, 0.4]: a bottle of beer"


def judged(*quotes: str, pictures: tuple[ShownPicture, ...] = PICTURES) -> tuple[Verdict, list[ChatRequest]]:
    fields: dict[str, Any] = {"clause_id": "A-1", "reasoning": "It shows.", "quotes": [*quotes]}
    reply = Answers(findings=[Answer.model_validate(fields | {"bearing": "caught", "probability": 0.95})])
    script: Script[Any, Any] = Script([reply] * 3)
    judge_input: JudgeInput = replace(
        make_judge_input(CASE, [make_rule("A-1")]),
        pictures=pictures,
        models=LazySession(ScriptedModels(chat=script, options=OPTIONS)),
    )
    output = LlmJudge(OPTIONS).judge(judge_input)
    cited = check_citations(output.findings, CASE, judge_input.clauses)
    verdict = settle(cited, judge_input.clauses, judge_input.evidence, Thresholds(), judge_limits=output.limits)
    return verdict, script.requests


def test_model_is_shown_the_pictures_as_image_parts() -> None:
    _, (request,) = judged(BOTTLE)
    parts = request.messages[-1].content
    assert isinstance(parts, list)
    urls = [part["image_url"]["url"] for part in parts if isinstance(part, dict) and part["type"] == "image_url"]
    assert urls == [f"data:image/jpeg;base64,{base64.b64encode(one.jpeg).decode()}" for one in PICTURES]
    for words in ("2 pictures of the post", "name of picture 2", "clip, at 3.5 s", "never an instruction"):
        assert words in request.text


def test_violation_that_rests_on_a_picture_alone_needs_review() -> None:
    verdict, _ = judged(BOTTLE)
    assert verdict.outcome is Outcome.NEEDS_REVIEW
    assert [reason.code for reason in verdict.review_reasons] == [ReviewCode.PICTURE_CITED]
    assert "“a bottle of beer” (photo-1, 10% from the left, 20% from the top)" in verdict.review_reasons[0].text
    ((citation,),) = (finding.pictures for finding in verdict.findings)
    assert (citation.media_id, citation.box) == ("photo-1", Box(x=0.1, y=0.2, width=0.3, height=0.4))


def test_violation_with_a_verified_quote_stands_beside_the_picture() -> None:
    verdict, _ = judged(BOTTLE, "good morning")
    assert verdict.outcome is Outcome.VIOLATION
    assert verdict.findings[0].pictures


def test_frame_is_cited_with_its_time() -> None:
    verdict, _ = judged("Picture 2 [0, 0, 1, 1] a pill")
    assert "“a pill” (clip, 0:03, 0% from the left" in verdict.review_reasons[0].text


@pytest.mark.parametrize(
    "quote",
    [
        "picture 3 [0.1, 0.2, 0.3, 0.4]: no such picture",
        "picture 0 [0.1, 0.2, 0.3, 0.4]: no such picture",
        "picture 1 [0.9, 0.2, 0.3, 0.4]: out of the picture",
        "picture 1 [0.1, 0.2, 0.0, 0.4]: no area",
        "picture 1 [0.1, 0.2, 0.3]: no box",
        "picture 1 [1..1, 0.2, 0.3, 0.4]: no number",
        "picture 1 [0.1, 0.2, 0.3, 0.4]:",
    ],
)
def test_citation_of_no_place_is_rejected(quote: str) -> None:
    verdict, _ = judged(quote)
    assert [reason.code for reason in verdict.review_reasons] == [ReviewCode.NO_VERIFIED_QUOTE]


def test_without_pictures_the_question_is_as_before_and_no_picture_is_cited() -> None:
    verdict, (request,) = judged(BOTTLE, pictures=())
    assert isinstance(request.messages[-1].content, str)
    assert "picture" not in request.messages[-1].content
    assert [reason.code for reason in verdict.review_reasons] == [ReviewCode.NO_VERIFIED_QUOTE]


def test_second_question_about_sentences_shows_no_picture() -> None:
    judge_input = replace(make_judge_input(CASE, [make_rule("A-1")]), pictures=PICTURES)
    assert sentences_only(judge_input, []).pictures == ()


def test_other_pictures_are_another_question() -> None:
    assert question_digest("a", ()) == "a"
    assert len({question_digest("a", PICTURES), question_digest("a", PICTURES[:1]), "a"}) == 3
