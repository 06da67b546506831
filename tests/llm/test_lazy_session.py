"""A case's session is opened by its first question, and given up for good."""

import pytest

from domain.usage import Usage
from llm.errors import Failing, LlmError
from llm.lazy_server import LazyServer
from llm.lazy_session import LazySession
from llm.options import LlmOptions
from llm.script import Script
from llm.scripted import ScriptedModels


def test_it_is_opened_once_and_keeps_one_account() -> None:
    late = LazySession(ScriptedModels(Script(["yes"]), options=LlmOptions(chat_model="scripted")))
    assert late.usage() == Usage(cost=0.0)
    session = late.open()
    assert late.open() is session
    session.chat.invoke("well?")
    assert late.usage().calls == 1


def test_what_was_given_up_fails_as_it_failed_last() -> None:
    late = LazySession(ScriptedModels())
    late.open()
    late.give_up(LlmError(Failing.UNAUTHORISED, "wrong key"))
    for _ in range(2):
        with pytest.raises(LlmError, match="wrong key") as raised:
            late.open()
        assert raised.value.kind is Failing.UNAUTHORISED
    assert late.usage().calls == 0


def test_a_server_is_reached_when_it_is_needed() -> None:
    late = LazyServer(LlmOptions(api_key=None, base_url=None))
    with pytest.raises(LlmError, match="OPENAI_API_KEY"):
        late.open()
    served = LazyServer(LlmOptions.model_validate({"api_key": "sk-1", "base_url": "http://127.0.0.1:9/v1"}))
    server = served.server
    assert served.server is server
    served.close()
    assert served.server is not server
    served.close()
