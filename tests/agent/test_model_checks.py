"""What is wrong with a model server or its settings is told in a line that says what to do."""

from typing import Any

import httpx
import httpx2
import pytest
import respx

from agent.model_checks import check_models
from agent.settings import Settings
from agent.symptom import Health, Symptom
from llm.errors import LlmError
from tests.llm.answers import BASE, CHAT, DECISIONS, chat, refused

MODELS = f"{BASE}/models"
PRICE = {"input": 1, "output": 2}


def models(**llm: Any) -> list[Symptom]:
    given = {"base_url": BASE, "api_key": "sk-secret", "chat_model": "small", "decisions_model": None, "retries": 0}
    settings = Settings.model_validate({"llm": given | llm})
    return list(check_models(settings))


def listing(*names: str) -> httpx.Response:
    data = [{"id": name, "object": "model", "created": 0, "owned_by": "us"} for name in names]
    return httpx.Response(200, json={"object": "list", "data": data})


def healths(symptoms: list[Symptom]) -> list[tuple[str, Health]]:
    return [(symptom.part, symptom.health) for symptom in symptoms]


def test_a_server_that_answers_is_fine(httpx2_mock: respx.Router) -> None:
    httpx2_mock.get(MODELS).mock(return_value=listing("small", "large"))
    httpx2_mock.post(CHAT).mock(return_value=chat('{"wet": true}'))
    assert models(prices={"small": PRICE}) == [
        Symptom("server", Health.FINE, f"{BASE} has small"),
        Symptom("chat", Health.FINE, "small answers by json_schema"),
        Symptom("decisions", Health.UNUSED, "CLAUSEWISE_LLM__DECISIONS_MODEL is empty: the chat model judges alone"),
        Symptom("prices", Health.FINE, "in USD"),
    ]


def test_an_unknown_model_is_named_beside_those_there_are(httpx2_mock: respx.Router) -> None:
    httpx2_mock.get(MODELS).mock(return_value=listing("large"))
    httpx2_mock.post(CHAT).mock(return_value=refused(404, "The model `small` does not exist"))
    found = models()
    assert healths(found)[:2] == [("server", Health.WARNING), ("chat", Health.BROKEN)]
    assert found[0].said == (
        f"{BASE} does not list small: it has large; set CLAUSEWISE_LLM__CHAT_MODEL and CLAUSEWISE_LLM__DECISIONS_MODEL"
    )


def test_a_server_that_lists_nothing_is_asked_all_the_same(httpx2_mock: respx.Router) -> None:
    httpx2_mock.get(MODELS).mock(return_value=httpx.Response(404, text="404 page not found"))
    httpx2_mock.post(CHAT).mock(return_value=chat('{"wet": true}'))
    assert healths(models())[:2] == [("server", Health.WARNING), ("chat", Health.FINE)]


def test_a_decisions_endpoint_that_is_not_there_is_a_warning(httpx2_mock: respx.Router) -> None:
    httpx2_mock.get(MODELS).mock(return_value=listing("small"))
    httpx2_mock.post(CHAT).mock(return_value=chat('{"wet": true}'))
    httpx2_mock.post(DECISIONS).mock(return_value=httpx.Response(404, text="404 page not found"))
    assert healths(models(decisions_model="small"))[2] == ("decisions", Health.WARNING)


def test_a_price_table_without_the_model_says_which(httpx2_mock: respx.Router) -> None:
    httpx2_mock.get(MODELS).mock(return_value=listing("small"))
    httpx2_mock.post(CHAT).mock(return_value=chat('{"wet": true}'))
    told = "CLAUSEWISE_LLM__PRICES has no price for small: the cost of a decision will be unknown"
    assert models(prices={"large": PRICE})[-1] == Symptom("prices", Health.WARNING, told)


@pytest.mark.parametrize(
    ("answer", "said"),
    [(refused(401), "CLAUSEWISE_LLM__API_KEY"), (httpx2.ConnectError("refused"), "CLAUSEWISE_LLM__BASE_URL")],
)
def test_where_nobody_can_be_asked_nothing_more_is_asked(httpx2_mock: respx.Router, answer: Any, said: str) -> None:
    httpx2_mock.get(MODELS).mock(side_effect=[answer])
    with pytest.raises(LlmError, match=said) as raised:
        models()
    assert "sk-secret" not in str(raised.value)
