"""Key and address come from where OpenAI's own clients look, and what cannot work is refused."""

import pytest
from pydantic import SecretStr, ValidationError

from llm.options import KEYLESS, OPENAI, LlmOptions


def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def test_without_anything_set_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    bare(monkeypatch)
    options = LlmOptions()
    assert (options.configured, options.address, options.key) == (False, OPENAI, KEYLESS)


def test_the_environment_of_openai_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1")
    options = LlmOptions()
    assert (options.configured, options.address, options.key) == (True, "http://127.0.0.1:8080/v1", "sk-1")
    assert "sk-1" not in repr(options)


def test_what_is_set_for_us_goes_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1")
    options = LlmOptions(api_key=SecretStr("sk-2"), base_url="http://127.0.0.1:9090/v1")
    assert (options.address, options.key) == ("http://127.0.0.1:9090/v1", "sk-2")


def test_a_local_server_needs_no_key_and_openai_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    bare(monkeypatch)
    assert LlmOptions(base_url="http://127.0.0.1:8080/v1").configured
    assert LlmOptions(api_key=SecretStr("sk-1")).configured


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://127.0.0.1/v1", "http://", "/v1"])
def test_an_address_must_be_whole(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="must be whole"):
        LlmOptions(base_url=url)
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    with pytest.raises(ValidationError, match="must be whole"):
        LlmOptions()


@pytest.mark.parametrize("key", ["sk 1", "sk-1\n", "clé"])
def test_a_key_must_fit_a_header(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(ValidationError, match="give the key alone"):
        LlmOptions()


def test_no_decisions_model_is_an_empty_one() -> None:
    assert LlmOptions(decisions_model="").decisions_model is None
