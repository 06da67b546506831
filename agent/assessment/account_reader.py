"""Reads an account as of a day by tools. None takes a creator or a day: those of the assessment always apply."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agent.assessment.link_lines import link_reading
from agent.assessment.own_lines import converted, copy_reading, low_effort_reading
from agent.assessment.timeline import timeline_reading
from domain.assessment import AccountReading, AccountTool
from domain.days import date_of
from signals.copies.stored_copies import StoredCopy, copies_by, copies_of_posts_of
from signals.errors import CreatorUnknown, ModelFromLater
from signals.learning.creator import CreatorReader, CreatorReadings, account_change, creator_row
from signals.learning.models import CreatorModels
from signals.links.stored import StoredLinks, links_of
from signals.quality.low_effort import LowEffort, read_low_effort
from signals.reading import Reading
from warehouse.engines.base import Engine

PERIOD_DAYS = 28
DAY_SECONDS = 86_400
NO_MODELS = "no models of creators are fitted: run clausewise creators fit"


@dataclass(frozen=True, eq=False)
class AccountReader:
    """`last_day` in days since 1970-01-01: nothing later is read. `models`: None if none are fitted."""

    engine: Engine
    models: CreatorModels | None
    creator: str
    last_day: int
    period_days: int = PERIOD_DAYS

    @property
    def first_day(self) -> int:
        return self.last_day - self.period_days + 1

    @property
    def first_date(self) -> date:
        return date_of(self.first_day)

    @property
    def as_of(self) -> date:
        return date_of(self.last_day)

    def read(self, tool: AccountTool) -> tuple[AccountReading, ...]:
        """Raises CreatorUnknown for a creator who had not joined by this day."""
        self.require_creator()
        match tool:
            case AccountTool.QUALITY_BREAKDOWN:
                low_effort = low_effort_reading(self.low_effort, self.as_of)
                return (low_effort, self._learned("content_quality", tool, "Q"), self._learned("record", tool, "R"))
            case AccountTool.BEHAVIOUR_PATTERN:
                return (self._learned("behaviour", tool, "B"), converted(self.change, tool, "A", self.as_of))
            case AccountTool.COPIES_OF:
                shown_again = copies_of_posts_of(self.engine, self.creator, self.first_day, self.last_day)
                return (copy_reading(self.copies, shown_again, self.posts, self.as_of),)
            case AccountTool.LINKED_ACCOUNTS:
                return (link_reading(self.links, self.as_of),)
            case AccountTool.CREATOR_TIMELINE:
                return (timeline_reading(self.engine, self.profile, self.creator, self.last_day, self.as_of),)

    def require_creator(self) -> None:
        """Raises CreatorUnknown for a creator who had not joined by this day."""
        _ = self.profile

    @cached_property
    def profile(self) -> Mapping[str, str | int | None]:
        """Market, language, joined_at and agency_id. Raises CreatorUnknown."""
        found = creator_row(self.engine, self.creator, self.last_day)
        if found is None:
            raise CreatorUnknown(f"the warehouse has no creator {self.creator} who had joined by {self.as_of}")
        return found

    @cached_property
    def learned(self) -> CreatorReadings | str:
        """What the fitted models say, or why they say nothing."""
        if self.models is None:
            return NO_MODELS
        try:
            return CreatorReader(self.engine, self.models, self.last_day).read(self.creator)
        except ModelFromLater as error:
            return str(error)

    @cached_property
    def change(self) -> Reading:
        if not isinstance(self.learned, str):
            return self.learned.account_change
        return account_change(
            self.engine, self.creator, self.last_day, has_agency=self.profile["agency_id"] is not None
        )

    @cached_property
    def is_change_cleared(self) -> bool:
        """Whether a person has decided since the change that the account is in order."""
        if self.change.changed_on is None:
            return False
        ((cleared,),) = self.engine.rows(
            "SELECT COUNT(*) FROM decision_states WHERE creator_id = :creator AND post_id IS NULL "
            "AND outcome = 'no_violation' AND reviewed_at >= :after AND day <= :last",
            {"creator": self.creator, "after": (self.change.changed_on + 1) * DAY_SECONDS, "last": self.last_day},
        )
        return bool(cleared)

    @cached_property
    def low_effort(self) -> LowEffort:
        return read_low_effort(self.engine, self.creator, self.first_day, self.last_day)

    @cached_property
    def copies(self) -> tuple[StoredCopy, ...]:
        return copies_by(self.engine, self.creator, self.first_day, self.last_day)

    @cached_property
    def links(self) -> StoredLinks | None:
        return links_of(self.engine, self.creator, self.last_day)

    @cached_property
    def posts(self) -> int:
        """How many posts the creator published in the period."""
        ((number,),) = self.engine.rows(
            "SELECT COUNT(*) FROM posts WHERE creator_id = :creator AND day >= :first AND day <= :last",
            {"creator": self.creator, "first": self.first_day, "last": self.last_day},
        )
        return int(number)

    def has_post(self, post: str) -> bool:
        """Whether the creator published it by this day."""
        ((number,),) = self.engine.rows(
            "SELECT COUNT(*) FROM posts WHERE post_id = :post AND creator_id = :creator AND day <= :last",
            {"post": post, "creator": self.creator, "last": self.last_day},
        )
        return bool(number)

    def _learned(self, name: str, tool: AccountTool, prefix: str) -> AccountReading:
        found = self.learned
        if isinstance(found, str):
            return AccountReading(name=name, tool=tool, as_of=self.as_of, not_measured=found)
        scores = {
            "content_quality": found.content.reading,
            "record": found.record.reading,
            "behaviour": found.behaviour,
        }
        return converted(scores[name], tool, prefix, self.as_of)
