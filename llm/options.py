"""The settings for language models. The defaults contact no server."""

import os
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from domain.base import FrozenModel
from domain.clause import Severity

OPENAI_URL = "https://api.openai.com/v1"
PLACEHOLDER_KEY = "no-key"
QUOTES = "\"'"  # env files keep those of a shell
BLANKS = f" \t\r\n\u00a0\u200b\ufeff{QUOTES}"
ENDPOINTS = ("/chat/completions", "/completions", "/responses", "/decisions", "/models")


class QuestionMode(StrEnum):
    """One request for all rules, or one for each rule."""

    ALL_CLAUSES = "all_clauses"
    PER_CLAUSE = "per_clause"


class ResponseFormat(StrEnum):
    """How the server is made to follow a JSON schema: it enforces the schema, it enforces any JSON object, or the
    prompt asks for it. `auto` starts with the first and falls back to what the server supports."""

    AUTO = "auto"
    SCHEMA = "json_schema"
    OBJECT = "json_object"
    TEXT = "text"


class Price(FrozenModel):
    """Per million tokens. If `cached` is None, cached input costs as much as other input."""

    input: float = Field(ge=0, allow_inf_nan=False)
    cached: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    output: float = Field(ge=0, allow_inf_nan=False)


class BudgetLimits(FrozenModel):
    """What one case may use."""

    max_requests: int = Field(default=40, gt=0, description="The most requests to models for one case.")
    max_tokens: int = Field(default=200_000, gt=0, description="The most tokens, in and out, for one case.")
    max_seconds: float = Field(
        default=60.0,
        gt=0,
        allow_inf_nan=False,
        description="The longest time from the first request of a case to its last answer.",
    )


class LlmOptions(FrozenModel):
    """`prices` take precedence over the bundled price table."""

    api_key: SecretStr | None = Field(
        default_factory=lambda: _secret("OPENAI_API_KEY"),
        validate_default=True,
        description="The key for language models.",
        json_schema_extra={"default_text": "`OPENAI_API_KEY`"},
    )
    base_url: str | None = Field(
        default_factory=lambda: os.environ.get("OPENAI_BASE_URL") or None,
        validate_default=True,
        description="The URL of an OpenAI-compatible server.",
        json_schema_extra={"default_text": "`OPENAI_BASE_URL`, else OpenAI"},
    )
    chat_model: str = Field(
        default="gpt-6-luna", min_length=1, description="The model that judges clauses, uses tools and writes."
    )
    decisions_model: str | None = Field(
        default="gpt-6-luna", description="The model for the Decisions API; empty if the server does not offer it."
    )
    temperature: float | None = Field(
        default=None,
        ge=0,
        le=2,
        description="The sampling temperature, from 0 to 2.",
        json_schema_extra={"default_text": "the model's own"},
    )
    timeout_seconds: float = Field(
        default=30.0,
        gt=0,
        allow_inf_nan=False,
        description="The longest time of one attempt, without the wait for a free slot.",
    )
    max_retries: int = Field(default=2, ge=0, le=10, description="The most attempts after the first.")
    max_concurrent_requests: int = Field(default=16, gt=0, description="The most simultaneous attempts of the process.")
    questions: QuestionMode = Field(
        default=QuestionMode.ALL_CLAUSES,
        description="`all_clauses`: one request to the chat model for all rules; `per_clause`: one for each rule.",
    )
    response_format: ResponseFormat = Field(
        default=ResponseFormat.AUTO,
        description="How the server is made to follow a JSON schema: `json_schema`, `json_object`, `text`, or the "
        "first of these that it supports (`auto`).",
    )
    budget: BudgetLimits = BudgetLimits()
    max_rules: int = Field(
        default=7,
        gt=0,
        description="The most rules in a question to a judging model, the nearest to the content first. A chat model "
        "may name up to three others of those in force.",
    )
    max_prompt_tokens: int = Field(
        default=8_000,
        gt=0,
        description="The most tokens of a question to a judging model, as estimated. The post is always complete. "
        "Beside a long one, fewer rules are shown, and at least 2,000 tokens of them.",
    )
    agent_from_severity: Severity | None = Field(
        default=None,
        description="`low`, `medium`, `high` or `critical`: where the judge `cascade` or `llm` finds a rule of this "
        "severity or higher violated or unclear in the text, a model searches the policies as with the judge `agent`, "
        "and these rules are judged once more.",
        json_schema_extra={"default_text": "no severity"},
    )
    agent_for_appeals: bool = Field(
        default=False,
        description="Whether the judge `agent` decides appealed cases, where a language model judges.",
    )
    answer_days: int = Field(
        default=30,
        ge=0,
        description="The days for which an answer of the chat model is kept in the database, so that the same question "
        "is not asked again; 0: not kept.",
    )
    max_answers: int = Field(
        default=100_000, ge=0, description="About the most answers that are kept, the newest; each has some 500 bytes."
    )
    flex_batches: bool = Field(
        default=True,
        description="Whether batches and `eval run` ask OpenAI itself at its lower price (flex processing). An answer "
        "may take longer; where there is none, the question is sent again at the usual price.",
    )
    send_trace_context: bool = Field(
        default=False,
        description="Whether requests to the model server carry the `traceparent` of the trace that is recorded.",
    )
    prices: Mapping[str, Price] = Field(
        default={},
        description="The price per million tokens of each model, as JSON: "
        '`{"gpt-6-luna": {"input": 1, "cached": 0.1, "output": 4}}`.',
        json_schema_extra={"default_text": "a bundled price table"},
    )
    currency: str = Field(default="USD", description="The currency of the prices.")

    @field_validator("base_url")
    @classmethod
    def _clean_url(cls, url: str | None) -> str | None:
        """Without the blanks, the slash and the endpoint that a copied URL has at its ends."""
        cleaned = (url or "").strip(BLANKS).rstrip("/")
        cleaned = next((cleaned.removesuffix(end) for end in ENDPOINTS if cleaned.endswith(end)), cleaned).rstrip("/")
        problem = _url_problem(cleaned) if cleaned else None
        if problem:
            raise ValueError(f"{problem}: set it, or OPENAI_BASE_URL, to a URL such as http://127.0.0.1:8080/v1")
        return cleaned or None

    @field_validator("chat_model", "decisions_model", mode="before")
    @classmethod
    def _trim_model(cls, model: object) -> object:
        return model.strip(BLANKS) if isinstance(model, str) else model

    @field_validator("api_key")
    @classmethod
    def _check_key(cls, key: SecretStr | None) -> SecretStr | None:
        key = SecretStr(key.get_secret_value().strip(BLANKS)) if key else None
        if key and not all("!" <= character <= "~" for character in key.get_secret_value()):
            raise ValueError("contains a space, a line break or a non-ASCII character: give only the key")
        return key or None

    @field_validator("decisions_model")
    @classmethod
    def _empty_to_none(cls, model: str | None) -> str | None:
        return model or None

    @property
    def configured(self) -> bool:
        """A local server needs no key, OpenAI does."""
        return self.api_key is not None or self.base_url is not None

    @property
    def api_url(self) -> str:
        return self.base_url or OPENAI_URL

    @property
    def asks_at_flex(self) -> bool:
        """Other servers do not know the field, or charge no less for it."""
        return self.flex_batches and self.api_url == OPENAI_URL

    @property
    def key(self) -> str:
        return self.api_key.get_secret_value() if self.api_key else PLACEHOLDER_KEY


def _url_problem(url: str) -> str | None:
    """Why a URL cannot be the base of the server's endpoints, None if it can."""
    if not all("!" <= character <= "~" for character in url):
        return "contains a space, a line break or a non-ASCII character"
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port != 0
    except ValueError:
        return "is no valid URL"
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_valid or parts.path.startswith("//"):
        return "must be a complete URL"
    if parts.username is not None:
        return "contains a user name: the key has its own setting"
    return "ends in a query or a fragment, which no endpoint can follow" if parts.query or parts.fragment else None


def _secret(name: str) -> SecretStr | None:
    value = os.environ.get(name, "").strip(QUOTES)
    return SecretStr(value) if value else None
