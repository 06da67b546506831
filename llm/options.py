"""What can be set about language models, with defaults that ask nobody."""

import os
from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from domain.base import FrozenModel

OPENAI = "https://api.openai.com/v1"
KEYLESS = "no-key"


class QuestionMode(StrEnum):
    """All clauses in one question, or a question a clause."""

    ALL_CLAUSES = "all_clauses"
    PER_CLAUSE = "per_clause"


class AnswerForm(StrEnum):
    """How a server is held to a JSON schema: by its decoder, by a promise of any JSON, or by words alone; `auto` starts
    with the first and keeps what the server takes."""

    AUTO = "auto"
    SCHEMA = "json_schema"
    OBJECT = "json_object"
    TEXT = "text"


class Price(FrozenModel):
    """For a million tokens; `cached` None means that cached input costs as much as any."""

    input: float = Field(ge=0, allow_inf_nan=False)
    cached: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    output: float = Field(ge=0, allow_inf_nan=False)


class Budget(FrozenModel):
    """What one case may spend: questions put to models, tokens in and out, seconds from its first to its last."""

    calls: int = Field(default=40, gt=0)
    tokens: int = Field(default=200_000, gt=0)
    seconds: float = Field(default=60.0, gt=0, allow_inf_nan=False)


class Band(FrozenModel):
    """Where several judges take turns, a clause is settled by the first whose probability lies below `low` or above
    `high`, the turning point of each laid on one half."""

    low: float = Field(default=0.2, ge=0, le=0.5)
    high: float = Field(default=0.8, ge=0.5, le=1)


class LlmOptions(FrozenModel):
    """Key and base URL fall back to OPENAI_API_KEY and OPENAI_BASE_URL. `timeout` bounds one attempt in seconds, the
    wait for a free slot excluded; `retries` come on top of the first attempt; `concurrency` is attempts at once in the
    process; `decisions_model` None, or empty, means that the server has no Decisions endpoint."""

    api_key: SecretStr | None = Field(default_factory=lambda: _secret("OPENAI_API_KEY"), validate_default=True)
    base_url: str | None = Field(
        default_factory=lambda: os.environ.get("OPENAI_BASE_URL") or None, validate_default=True
    )
    chat_model: str = Field(default="gpt-6-luna", min_length=1)
    decisions_model: str | None = "gpt-6-luna"
    temperature: float | None = Field(default=None, ge=0, le=2)
    timeout: float = Field(default=30.0, gt=0, allow_inf_nan=False)
    retries: int = Field(default=2, ge=0, le=10)
    concurrency: int = Field(default=16, gt=0)
    questions: QuestionMode = QuestionMode.ALL_CLAUSES
    answer_form: AnswerForm = AnswerForm.AUTO
    budget: Budget = Budget()
    band: Band = Band()
    local_band: Band = Band(low=0.02, high=0.95)
    prices: Mapping[str, Price] = {}
    currency: str = "USD"

    @field_validator("base_url")
    @classmethod
    def _whole(cls, url: str | None) -> str | None:
        if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
            raise ValueError("must be whole, such as http://127.0.0.1:8080/v1")
        return url

    @field_validator("api_key")
    @classmethod
    def _sound(cls, key: SecretStr | None) -> SecretStr | None:
        if key and not all("!" <= character <= "~" for character in key.get_secret_value()):
            raise ValueError("holds a blank, a line break or a letter beyond ASCII: give the key alone")
        return key or None

    @field_validator("decisions_model")
    @classmethod
    def _named(cls, model: str | None) -> str | None:
        return model or None

    @property
    def configured(self) -> bool:
        """A local server wants no key, OpenAI does."""
        return self.api_key is not None or self.base_url is not None

    @property
    def address(self) -> str:
        return self.base_url or OPENAI

    @property
    def key(self) -> str:
        return self.api_key.get_secret_value() if self.api_key else KEYLESS


def _secret(name: str) -> SecretStr | None:
    return SecretStr(os.environ[name]) if os.environ.get(name) else None
