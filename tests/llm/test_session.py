"""A case's session is opened by its first request; after it is disabled, every request fails with the same error."""

import pytest

from domain.usage import Usage
from llm.errors import LlmError, LlmErrorKind
from llm.options import LlmOptions
from llm.scripted import Script, ScriptedModels
from llm.session import LazySession


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
