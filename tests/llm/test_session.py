"""A case's session is opened by its first request; after it is disabled, every request fails with the same error."""

from dataclasses import dataclass, field

import pytest
from pydantic import BaseModel

from domain.usage import Usage
from llm.errors import LlmError, LlmErrorKind
from llm.options import LlmOptions
from llm.scripted import Script, ScriptedModels
from llm.session import LazySession, question_key

OPTIONS = LlmOptions(chat_model="scripted")


class Wet(BaseModel):
    wet: bool


class Dry(BaseModel):
    dry: bool


@dataclass
class KnownAnswers:
    answers: dict[str, str] = field(default_factory=dict)

    def find_answer(self, key: str) -> str | None:
        return self.answers.get(key)


def test_session_is_opened_once_and_its_usage_is_reported() -> None:
    session = LazySession(ScriptedModels(Script(["yes"]), options=LlmOptions(chat_model="scripted")))
    assert session.usage() == Usage(cost=0.0)
    opened = session.open()
    assert session.open() is opened
    opened.chat.invoke("well?")
    assert session.usage().calls == 1


def test_disabled_session_fails_with_the_last_error() -> None:
    session = LazySession(ScriptedModels())
    session.open()
    session.disable(LlmError(LlmErrorKind.UNAUTHORISED, "wrong key"))
    for _ in range(2):
        with pytest.raises(LlmError, match="wrong key") as raised:
            session.open()
        assert raised.value.kind is LlmErrorKind.UNAUTHORISED
    assert session.usage().calls == 0


def test_question_that_was_answered_before_needs_no_model() -> None:
    source = KnownAnswers()
    first = LazySession(ScriptedModels(Script([Wet(wet=True)]), options=OPTIONS), source)
    assert first.ask("system", "user", Wet, "sha") == Wet(wet=True)
    source.answers = {**first.new_answers}
    again = LazySession(ScriptedModels(options=OPTIONS), source)
    again.disable(LlmError(LlmErrorKind.UNREACHABLE, "no server"))
    assert again.ask("system", "user", Wet, "sha") == Wet(wet=True)
    assert (again.usage(), again.new_answers) == (Usage(cost=0.0, cached_answers=1), {})


@pytest.mark.parametrize("answer", ["{", '{"wet": "perhaps"}', '{"wet": false}'])
def test_answer_that_cannot_be_used_is_asked_again(answer: str) -> None:
    def refuse_dry(found: Wet) -> None:
        if not found.wet:
            raise LlmError(LlmErrorKind.UNPARSABLE_OUTPUT, "dry")

    source = KnownAnswers({question_key(OPTIONS, Wet, "sha"): answer})
    session = LazySession(ScriptedModels(Script([Wet(wet=True), Wet(wet=False)]), options=OPTIONS), source)
    assert session.ask("system", "user", Wet, "sha", refuse_dry) == Wet(wet=True)
    with pytest.raises(LlmError, match="dry"):
        session.ask("system", "user", Wet, "other", refuse_dry)
    assert [*session.new_answers.values()] == ['{"wet":true}']


def test_session_that_asks_anew_takes_and_offers_no_answer() -> None:
    source = KnownAnswers({question_key(OPTIONS, Wet, "sha"): '{"wet":true}'})
    session = LazySession(ScriptedModels(Script([Wet(wet=False)]), options=OPTIONS), source)
    session.ask_anew()
    assert session.ask("system", "user", Wet, "sha") == Wet(wet=False)
    assert (session.new_answers, session.usage().cached_answers) == ({}, 0)


def test_key_depends_on_all_that_an_answer_depends_on() -> None:
    changed = (
        OPTIONS.model_copy(update={"chat_model": "other"}),
        OPTIONS.model_copy(update={"temperature": 0.5}),
        OPTIONS.model_copy(update={"base_url": "http://127.0.0.1:8/v1"}),
    )
    keys = {question_key(options, Wet, "sha") for options in (OPTIONS, *changed)}
    assert len(keys | {question_key(OPTIONS, Dry, "sha"), question_key(OPTIONS, Wet, "other")}) == 6
    without_effect = OPTIONS.model_copy(update={"timeout_seconds": 9.0, "max_rules": 3})
    assert question_key(without_effect, Wet, "sha") in keys
