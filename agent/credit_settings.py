"""The settings of credit."""

from pydantic import Field

from agent.home_path import HomePath
from domain.base import FrozenModel


class CreditOptions(FrozenModel):
    rules: HomePath | None = Field(
        default=None,
        description="A TOML file with the rules of credit: points, caps, expiry and tiers. "
        "`clausewise credit simulate FILE` shows what a change would do.",
        json_schema_extra={"default_text": "the bundled rules"},
    )
