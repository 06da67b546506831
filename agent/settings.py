"""The settings, read from the environment (`CLAUSEWISE_…`). The defaults need neither a key nor a network."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import BaseModel, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings import SettingsError as SourceError

from agent.renamed_settings import closest_setting, misnamed_problems, renamed_problems, variable
from agent.service_settings import MessageOptions, ServiceOptions
from agent.verdict.thresholds import Thresholds
from domain.errors import InputError
from llm.options import LlmOptions
from policies.corpus_path import BUNDLED_CORPUS


class SettingsError(InputError):
    """A setting cannot be used; the message names it and says what to set."""


class Settings(BaseSettings):
    """The settings page of the documentation shows the descriptions. It shows `default_text` for a computed default."""

    model_config = SettingsConfigDict(env_prefix="CLAUSEWISE_", env_nested_delimiter="__", frozen=True)

    data_dir: Path = Field(
        default_factory=lambda: user_data_path("clausewise"),
        description="The folder of the index, the caches and the SQLite decision log.",
        json_schema_extra={"default_text": "the user's data folder"},
    )
    policies: Path = Field(
        default=BUNDLED_CORPUS,
        description="The folder of the policies.",
        json_schema_extra={"default_text": "the bundled policies"},
    )
    precedents: Path | None = Field(
        default=None,
        description="A file of decided cases, one JSON object per line: `id`, `text`, `violated` (clause ids) and "
        "optionally `scope`. It replaces `precedents.jsonl` in the folder of the policies.",
    )
    database_url: str | None = Field(
        default=None,
        description="An SQLAlchemy URL for the decision log and the work of the service: SQLite, or "
        "`postgresql+psycopg://…` for several machines.",
        json_schema_extra={"default_text": "SQLite in the data folder"},
    )
    embedder: str = Field(
        default="minilm", description="`minilm`, or the name or folder of a sentence-transformers model."
    )
    signals_file: Path | None = Field(
        default=None,
        description="A YAML or JSON file of creators.",
        json_schema_extra={"default_text": "the sample creators"},
    )
    signals_url: str | None = Field(
        default=None, description="A service that answers `GET {url}/creators/{id}`; it replaces the file."
    )
    signals_token: SecretStr | None = Field(default=None, description="The bearer token for that service.")
    signals_timeout_seconds: float = Field(
        default=2.0, gt=0, description="The longest time to connect to that service, and to read from it once."
    )
    max_content_chars: int = Field(default=200_000, gt=0, description="The most characters of content in one case.")
    max_candidate_rules: int = Field(
        default=16, gt=0, description="The most rules that retrieval passes to the judge by similarity."
    )
    thresholds: Thresholds = Thresholds()
    llm: LlmOptions = Field(default_factory=LlmOptions)
    messages: MessageOptions = Field(default_factory=MessageOptions)
    service: ServiceOptions = Field(default_factory=ServiceOptions)

    @model_validator(mode="before")
    @classmethod
    def _refuse_renamed(cls, values: Mapping[str, Any]) -> Mapping[str, Any]:
        problems = [*renamed_problems(values)]
        if problems:
            raise SettingsError("\n".join(problems))
        return values


def read_settings(**overrides: Any) -> Settings:
    """Settings from the environment; `overrides` that are not None take precedence. Raises `SettingsError`."""
    problems = [*misnamed_problems(os.environ, setting_paths(Settings))]
    if problems:
        raise SettingsError("\n".join(problems))
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except SourceError as error:
        raise SettingsError(f"{error}: set it as JSON, or set each of its parts by its own variable") from error
    except ValidationError as error:
        raise SettingsError("\n".join(map(_problem, error.errors()))) from error


def setting_paths(model: type[BaseModel], parents: str = "") -> Iterator[str]:
    """`embedder`, `llm.timeout_seconds` and so on."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from setting_paths(field.annotation, f"{parents}{name}.")
        else:
            yield f"{parents}{name}"


def _problem(error: ErrorDetails) -> str:
    name = variable(".".join(map(str, error["loc"])))
    if error["type"] == "extra_forbidden":
        closest = closest_setting(name, setting_paths(Settings))
        return f"{name} is not a setting{f': did you mean {closest}?' if closest else ''}"
    return f"{name}: {error['msg'].removeprefix('Value error, ')}"
