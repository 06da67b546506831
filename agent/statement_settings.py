"""The settings of statements of reasons."""

from pydantic import Field, SecretStr, field_validator

from agent.home_path import HomePath
from domain.base import FrozenModel
from domain.case import Url


class StatementOptions(FrozenModel):
    url: str | None = Field(
        default=None,
        description="The address of the Commission's Transparency Database, without `/api/v1`: that of its sandbox or "
        "of the database itself. Without it, nothing is submitted.",
    )
    token: SecretStr | None = Field(default=None, description="The platform's token for that database.")
    timeout_seconds: float = Field(default=30.0, gt=0, description="The longest time of one request to it.")
    interval_minutes: float | None = Field(
        default=None,
        gt=0,
        description="How often the service submits what is ready. Without it, only the command does.",
    )
    submit_unreviewed: bool = Field(
        default=False,
        description="Whether statements of decisions that no person has reviewed are submitted, because your platform "
        "carries them out without a person.",
    )
    answer_days: int = Field(
        default=30,
        gt=0,
        le=365,
        description="How many days the platform may take to answer an appeal, where `redress.toml` has no "
        "`answer_days` for its market. Later ones are overdue.",
    )
    programs: tuple[str, ...] = Field(
        default=(),
        description="Names of API keys that belong to programs: none of them can answer an appeal, because a person "
        "must.",
    )
    misuse: HomePath | None = Field(
        default=None,
        description="A TOML file with the period and the thresholds from which misuse is shown.",
        json_schema_extra={"default_text": "the bundled thresholds"},
    )
    policy_url: Url | None = Field(
        default=None, max_length=500, description="Where your terms can be read; each statement names it."
    )
    measures: HomePath | None = Field(
        default=None,
        description="A TOML file that says what each enforcement action restricts on your platform, and what happens "
        "to a post that violates a rule.",
        json_schema_extra={"default_text": "the bundled measures"},
    )

    @field_validator("token")
    @classmethod
    def _check_token(cls, token: SecretStr | None) -> SecretStr | None:
        value = token.get_secret_value() if token else ""
        if not (value.isascii() and value.isprintable()):
            raise ValueError("the token has characters that no header can hold: copy it again")
        return token
