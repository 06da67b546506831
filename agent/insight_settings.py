"""The settings of metrics, alerts and audits."""

from pydantic import Field

from agent.home_path import HomePath
from domain.base import FrozenModel


class InsightOptions(FrozenModel):
    metrics_dir: HomePath | None = Field(
        default=None,
        description="A folder with metrics of your own, one TOML file each. A file with the name of a metric that "
        "comes with Clausewise replaces it.",
        json_schema_extra={"default_text": "only those that come with Clausewise"},
    )
    alerts_a_week: float = Field(
        default=3.0,
        gt=0,
        le=70,
        description="How many false alerts a week are acceptable, over all metrics together.",
    )
    alert_url: str | None = Field(
        default=None,
        description="Where the service sends each new alert, signed by the secrets of the webhook and under its rules "
        "for addresses.",
    )
    alert_interval_minutes: float = Field(
        default=60.0, gt=0, description="How often the service looks for new alerts, if they are sent anywhere."
    )
