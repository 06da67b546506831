"""Key and URL default to the variables of OpenAI's clients, and unusable values are refused."""

import pytest
from pydantic import SecretStr, ValidationError

from llm.options import OPENAI_URL, PLACEHOLDER_KEY, LlmOptions


def unset_openai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def test_without_key_and_url_nothing_is_configured(monkeypatch: pytest.MonkeyPatch) -> None:
    unset_openai(monkeypatch)
    options = LlmOptions()
    assert (options.configured, options.api_url, options.key) == (False, OPENAI_URL, PLACEHOLDER_KEY)


def test_key_and_url_are_read_from_openais_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1")
    options = LlmOptions()
    assert (options.configured, options.api_url, options.key) == (True, "http://127.0.0.1:8080/v1", "sk-1")
    assert "sk-1" not in repr(options)


def test_own_settings_take_precedence_over_openais_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:8080/v1")
    options = LlmOptions(api_key=SecretStr("sk-2"), base_url="http://127.0.0.1:9090/v1")
    assert (options.api_url, options.key) == ("http://127.0.0.1:9090/v1", "sk-2")


def test_local_server_needs_no_key_and_openai_no_url(monkeypatch: pytest.MonkeyPatch) -> None:
    unset_openai(monkeypatch)
    assert LlmOptions(base_url="http://127.0.0.1:8080/v1").configured
    assert LlmOptions(api_key=SecretStr("sk-1")).configured


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ftp://127.0.0.1/v1", "http://", "/v1"])
def test_incomplete_url_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="must be a complete URL"):
        LlmOptions(base_url=url)
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    with pytest.raises(ValidationError, match="must be a complete URL"):
        LlmOptions()


@pytest.mark.parametrize(
    "url",
    [
        " http://127.0.0.1:8080/v1\n", "http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1/chat/completions",
        "http://127.0.0.1:8080/v1/models/", "\ufeffhttp://127.0.0.1:8080/v1//",
    ],
)  # fmt: skip
def test_url_is_cleaned_of_what_copying_leaves(url: str) -> None:
    assert LlmOptions(base_url=url).api_url == "http://127.0.0.1:8080/v1"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:8080/v1?x=1", "ends in a query"),
        ("http://127.0.0.1:8080/v1#chat", "ends in a query or a fragment"),
        ("http://127.0.0.1 :8080/v1", "contains a space"),
        ("http://me:secret@127.0.0.1/v1", "contains a user name"),
        ("http://127.0.0.1:99999/v1", "is no valid URL"),
        ("http://http://127.0.0.1/v1", "must be a complete URL"),
    ],
)
def test_url_that_no_endpoint_can_follow_is_refused(url: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        LlmOptions(base_url=url)


def test_blank_url_is_none_and_models_are_trimmed() -> None:
    options = LlmOptions(base_url=" ", chat_model=" small ", decisions_model=" ")
    assert (options.base_url, options.chat_model, options.decisions_model) == (None, "small", None)


@pytest.mark.parametrize("key", ["sk 1", "clé"])
def test_key_that_no_header_can_carry_is_refused(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    with pytest.raises(ValidationError, match="give only the key"):
        LlmOptions()


def test_empty_decisions_model_means_none() -> None:
    assert LlmOptions(decisions_model="").decisions_model is None


@pytest.mark.parametrize("key", [" sk-1\r\n", '"sk-1"', "\ufeffsk-1"])
def test_blanks_around_the_key_are_removed(key: str) -> None:
    assert LlmOptions(api_key=SecretStr(key)).key == "sk-1"


@pytest.mark.parametrize("key", ["sk-1\nsk-2", "Bearer sk-1", "sk\u2013" + "1"])
def test_key_with_blanks_inside_is_refused(key: str) -> None:
    with pytest.raises(ValidationError, match="give only the key"):
        LlmOptions(api_key=SecretStr(key))
