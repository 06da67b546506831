"""The settings, from the environment (`CLAUSEWISE_…`) with defaults that need neither key nor network."""

from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as SourceError

from agent.service_settings import MessageOptions, ServiceOptions
from agent.verdict.thresholds import Thresholds
from domain.errors import InputError
from llm.options import LlmOptions
from policies.corpus_path import BUNDLED


class SettingsError(InputError):
    """A setting is not usable; the message says which, and what would be."""


class Settings(BaseSettings):
    """`database_url` None means SQLite under `data_dir`; `signals_url` None means the embedded sample creators;
    `embedder` is `minilm`, or a sentence-transformers model name or folder. Times are in seconds."""

    model_config = SettingsConfigDict(env_prefix="CLAUSEWISE_", env_nested_delimiter="__", frozen=True)

    data_dir: Path = Field(default_factory=lambda: user_data_path("clausewise"))
    policies: Path = BUNDLED
    precedents: Path | None = None
    database_url: str | None = None
    embedder: str = "minilm"
    signals_file: Path | None = None
    signals_url: str | None = None
    signals_token: SecretStr | None = None
    signals_timeout: float = Field(default=2.0, gt=0)
    max_content_chars: int = Field(default=200_000, gt=0)
    candidates: int = Field(default=16, gt=0)
    thresholds: Thresholds = Thresholds()
    llm: LlmOptions = Field(default_factory=LlmOptions)
    messages: MessageOptions = Field(default_factory=MessageOptions)
    service: ServiceOptions = Field(default_factory=ServiceOptions)


def read_settings(**given: Any) -> Settings:
    """Settings from the environment, with those `given` (not None) in their place. Raises `SettingsError`."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except SourceError as error:
        raise SettingsError(f"{error}: give that setting as JSON, or each of its parts by a name of its own") from error
    except ValidationError as error:
        lines = [
            f"CLAUSEWISE_{'__'.join(map(str, e['loc'])).upper()}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        ]
        raise SettingsError("\n".join(lines)) from error
