"""A model that takes pictures is shown them; what it sees goes to a person; a replay says that they are gone."""

import json
from dataclasses import replace
from typing import Any

import pytest

from agent.adjudicator import Adjudicator
from agent.build import Clausewise, build
from agent.evidence.media.reader import MediaReader
from agent.media_settings import MediaOptions
from agent.settings import Settings
from domain.case import Case
from domain.decision import Decision
from domain.verdict import Outcome, ReviewCode
from llm.options import LlmOptions
from llm.scripted import ChatRequest, Script, ScriptedModels
from tests.agent.evidence.media.files import WrittenText, data_url, picture

CAPTION = "this tea cured my diabetes in two weeks"
CURE = "CLM-1"
SEEN = "picture 1 [0.2, 0.3, 0.4, 0.5]: a box of pills"


def case(text: str = CAPTION) -> Case:
    media = [{"id": "photo-1", "source": data_url(picture("x"))}]
    return Case.model_validate({"id": "c", "content": [{"id": "i1", "text": text}], "media": media})


@pytest.fixture
def requests() -> list[ChatRequest]:
    return []


def adjudicator(shop: Clausewise, requests: list[ChatRequest], *quotes: str, shows: bool = True) -> Adjudicator:
    def reply(request: ChatRequest) -> Any:
        requests.append(request)
        asked = CURE if CURE in request.text else ""
        fields = {"clause_id": asked, "reasoning": "So it is.", "bearing": "caught", "probability": 0.95}
        return f'{{"findings": [{json.dumps(fields | {"quotes": [*quotes]})}]}}'

    options = LlmOptions(chat_model="scripted", decisions_model=None)
    models = ScriptedModels(chat=Script(reply), options=options)
    settings: Settings = shop.corpus.settings
    built = build(settings, judge="llm", models=models, embedder=shop.corpus.embedder, judge_only=True).adjudicator
    reader = MediaReader(MediaOptions(model_reads_pictures=shows), 10_000, WrittenText())
    return replace(built, media=reader)


def pictures_in(requests: list[ChatRequest]) -> int:
    parts = [part for request in requests for message in request.messages for part in message.content]
    return sum(isinstance(part, dict) and part.get("type") == "image_url" for part in parts)


def codes(decision: Decision) -> list[ReviewCode]:
    return [reason.code for reason in decision.verdict.review_reasons]


def test_what_a_model_sees_in_a_picture_goes_to_a_person(shop: Clausewise, requests: list[ChatRequest]) -> None:
    decision = adjudicator(shop, requests, SEEN).decide(case())
    assert pictures_in(requests) == 1
    assert decision.verdict.outcome is Outcome.NEEDS_REVIEW
    assert ReviewCode.PICTURE_CITED in codes(decision)
    assert decision.trace.warnings == ()
    assert "read_media" in decision.trace.timings_ms


def test_without_the_setting_no_picture_is_sent_and_the_decision_says_so(
    shop: Clausewise, requests: list[ChatRequest]
) -> None:
    decision = adjudicator(shop, requests, CAPTION, shows=False).decide(case())
    assert pictures_in(requests) == 0
    assert decision.trace.warnings == ("photo-1: only its text was judged, not what else it shows.",)


def test_replay_says_that_the_pictures_are_gone(shop: Clausewise, requests: list[ChatRequest]) -> None:
    judge = adjudicator(shop, requests, CAPTION)
    stored = judge.media.read(case()).case
    requests.clear()
    decision = judge.decide(stored)
    assert pictures_in(requests) == 0
    (warning,) = decision.trace.warnings
    assert "files are not stored, so the model could not see them again" in warning
