"""What strategies leave in the decision log: labels on creators and posts, and proposals to policy owners."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.base import FrozenModel
from domain.case import CleanText

MAX_REASON_CHARS = 2_000


class StrategyLabel(FrozenModel):
    """A strategy hit this creator, or this post of theirs. It is shown until `expires`, and no decision rests on it."""

    label_id: str
    strategy: str
    version: int
    title: str
    creator_id: str
    post_id: str | None
    day: date
    expires: date


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class StrategyProposal(FrozenModel):
    """A strategy proposes that a person looks at this creator, or this post of theirs. `owner` is that of the strategy.
    `person` and `reason`: of who accepted or dismissed it."""

    proposal_id: str
    strategy: str
    version: int
    title: str
    owner: str
    creator_id: str
    post_id: str | None
    day: date
    created_at: datetime
    state: ProposalState = ProposalState.OPEN
    person: str | None = None
    reason: str = ""
    closed_at: datetime | None = None


class ProposalAnswer(FrozenModel):
    """`accepted`: a review job follows. False: nothing does."""

    accepted: bool
    reason: Annotated[CleanText, Field(min_length=1, max_length=MAX_REASON_CHARS)]
