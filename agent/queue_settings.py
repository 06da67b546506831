"""The settings of the review queue."""

from datetime import timedelta

from pydantic import Field

from agent.home_path import HomePath
from domain.base import FrozenModel


class QueueOptions(FrozenModel):
    rules: HomePath | None = Field(
        default=None,
        description="A TOML file that says which queue and priority each job gets, and which decisions are drawn for a "
        "review. `clausewise queues check FILE` checks it.",
        json_schema_extra={"default_text": "one queue, the severe and the old first"},
    )
    lease_minutes: float = Field(
        default=10.0,
        gt=0,
        le=1_440,
        description="For how long a claimed job belongs to one person. An open page renews it; after it anybody may "
        "claim the job.",
    )
    golden_share: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="How often a person who claims the next job gets a case of the golden set instead, from 0 to 1. "
        "A queue of the routing file may have a share of its own.",
    )
    reviewer_cost_per_hour: float | None = Field(
        default=None,
        gt=0,
        description="What an hour of a reviewer costs, in the currency of the model prices, so that reviewers and "
        "judges are compared by the cost of a case.",
        json_schema_extra={"default_text": "reviewers have no cost"},
    )

    @property
    def lease(self) -> timedelta:
        return timedelta(minutes=self.lease_minutes)
