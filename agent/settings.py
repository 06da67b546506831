"""The settings, read from the environment (`CLAUSEWISE_…`). The defaults need neither a key nor a network."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as SourceError

from agent.cache_settings import ReadingCacheOptions
from agent.credit_settings import CreditOptions
from agent.home_path import HomePath
from agent.insight_settings import InsightOptions
from agent.media_settings import MediaOptions
from agent.queue_settings import QueueOptions
from agent.renamed_settings import PREFIX, closest_setting, misnamed_problems, renamed_problems, variable
from agent.service_settings import AuditOptions, MessageOptions, ServiceOptions
from agent.sign_in_settings import SignInOptions
from agent.statement_settings import StatementOptions
from agent.verdict.thresholds import Thresholds
from domain.errors import InputError
from llm.options import LlmOptions
from policies.corpus_path import BUNDLED_CORPUS
from text.files import expand_home

DELIMITER = "__"
QUOTES = ("'", '"')
EMPTY_TURNS_OFF = {variable(f"llm.{name}") for name in ("api_key", "base_url", "decisions_model")}
FILE_SCHEMES = ("sqlite:///", "duckdb:///", "spark:///")


class SettingsError(InputError):
    """A setting cannot be used; the message names it and says what to set."""


class NotJson(ValueError):
    """The value of the setting with this path is not JSON. It may be a secret, so it is not repeated."""


class CleanEnvironment(EnvSettingsSource):
    """The environment without the blanks and quotes around values that env files leave there. An empty value is like
    none, except where it turns something off."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls)
        cleaned = {name: clean_value(value or "") for name, value in self.env_vars.items()}
        self.env_vars = {name: value for name, value in cleaned.items() if value or name.upper() in EMPTY_TURNS_OFF}

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError as error:
            raise NotJson(self._path_of(field_name, value)) from error

    def _path_of(self, last_name: str, value: Any) -> str:
        """Such as `messages.trusted_hosts`: groups may have settings of the same name."""
        names = (name.lower() for name, found in self.env_vars.items() if found == value)
        paths = [name.removeprefix(PREFIX.lower()).replace(DELIMITER, ".") for name in names]
        return next((path for path in paths if path.split(".")[-1] == last_name.lower()), last_name)


class Settings(BaseSettings):
    """The settings page of the documentation shows the descriptions. It shows `default_text` for a computed default."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter=DELIMITER, frozen=True)

    data_dir: HomePath = Field(
        default_factory=lambda: user_data_path("clausewise"),
        description="The folder of the index, the caches and the SQLite decision log.",
        json_schema_extra={"default_text": "the user's data folder"},
    )
    policies: HomePath = Field(
        default=BUNDLED_CORPUS,
        description="The folder of the policies.",
        json_schema_extra={"default_text": "the bundled policies"},
    )
    precedents: HomePath | None = Field(
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
    warehouse_url: str | None = Field(
        default=None,
        description="The database of creators' events: `sqlite:///…`, `duckdb:///…`, `postgresql://…`, or Spark by "
        "`sc://…` or `spark:///…`.",
        json_schema_extra={"default_text": "SQLite in the data folder"},
    )
    embedder: str = Field(
        default="minilm", description="`minilm`, or the name or folder of a sentence-transformers model."
    )
    signals_file: HomePath | None = Field(
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
    max_content_chars: int = Field(
        default=200_000,
        gt=0,
        description="The most characters of content in one case, and the most of its facts, names and ids together.",
    )
    max_candidate_rules: int = Field(
        default=16, gt=0, description="The most rules that retrieval passes to the judge by similarity."
    )
    thresholds: Thresholds = Thresholds()
    llm: LlmOptions = Field(default_factory=LlmOptions)
    messages: MessageOptions = Field(default_factory=MessageOptions)
    service: ServiceOptions = Field(default_factory=ServiceOptions)
    reading_cache: ReadingCacheOptions = Field(default_factory=ReadingCacheOptions)
    queues: QueueOptions = Field(default_factory=QueueOptions)
    insights: InsightOptions = Field(default_factory=InsightOptions)
    credit: CreditOptions = Field(default_factory=CreditOptions)
    sign_in: SignInOptions = Field(default_factory=SignInOptions)
    statements: StatementOptions = Field(default_factory=StatementOptions)
    audit: AuditOptions = Field(default_factory=AuditOptions)
    media: MediaOptions = Field(default_factory=MediaOptions)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, CleanEnvironment(settings_cls)

    @field_validator("embedder", "database_url", "warehouse_url")
    @classmethod
    def _expand_home_in_text(cls, value: str | None) -> str | None:
        scheme = next((scheme for scheme in FILE_SCHEMES if (value or "").startswith(f"{scheme}~")), "")
        path = (value or "").removeprefix(scheme)
        return f"{scheme}{expand_home(Path(path))}" if path.startswith("~") else value

    @model_validator(mode="after")
    def _check_signed(self) -> "Settings":
        urls = {"AUDIT__HEAD_URL": self.audit.head_url, "INSIGHTS__ALERT_URL": self.insights.alert_url}
        unsigned = [name for name, url in urls.items() if url is not None and not self.messages.webhook_secrets]
        if unsigned:
            signs = "CLAUSEWISE_MESSAGES__WEBHOOK_SECRETS"
            raise SettingsError(f"CLAUSEWISE_{unsigned[0]} needs a secret that signs what is sent: set {signs}")
        return self

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
        raise SettingsError(_not_json(str(error.__cause__))) from error
    except ValidationError as error:
        raise SettingsError("\n".join(map(_problem, error.errors()))) from error


def clean_value(text: str) -> str:
    """Without surrounding blanks, and without one pair of quotes: docker's env files keep the quotes of a shell."""
    text = text.strip()
    quoted = len(text) > 1 and text[0] in QUOTES and text[-1] == text[0]
    return text[1:-1].strip() if quoted else text


def setting_paths(model: type[BaseModel], parents: str = "") -> Iterator[str]:
    """`embedder`, `llm.timeout_seconds` and so on."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from setting_paths(field.annotation, f"{parents}{name}.")
        else:
            yield f"{parents}{name}"


def _path(location: str) -> str:
    """The path of a setting. The location of an unusable default in a group does not name the group."""
    paths = [*setting_paths(Settings)]
    whole = [path for path in paths if path.endswith(f".{location}")]
    return whole[0] if location not in paths and len(whole) == 1 else location


def _not_json(path: str) -> str:
    """The path is that of a group, or of a setting with several values."""
    remedy = "set it as JSON, or set each of its parts by its own variable"
    if path not in Settings.model_fields:
        remedy = 'write a list such as ["one", "two"]'
    return f"{variable(path)} is not JSON: {remedy}"


def _problem(error: ErrorDetails) -> str:
    name = variable(_path(".".join(map(str, error["loc"]))))
    if error["type"] == "extra_forbidden":
        closest = closest_setting(name, setting_paths(Settings))
        return f"{name} is not a setting{f': did you mean {closest}?' if closest else ''}"
    return f"{name}: {error['msg'].removeprefix('Value error, ')}"
