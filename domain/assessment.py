"""Assessments: what was read of a creator's account over a period, where it stands, and who should look at it."""

from datetime import date
from enum import StrEnum

from domain.base import FrozenModel
from domain.ordered_enum import OrderedEnum
from domain.verdict import Reason


class AccountTool(StrEnum):
    """The tools that read an account. Each is bound to one creator and one day."""

    QUALITY_BREAKDOWN = "quality_breakdown"
    BEHAVIOUR_PATTERN = "behaviour_pattern"
    COPIES_OF = "copies_of"
    LINKED_ACCOUNTS = "linked_accounts"
    CREATOR_TIMELINE = "creator_timeline"


REVIEW_ONLY = frozenset({AccountTool.LINKED_ACCOUNTS})
"""Tools that read other accounts. They order reviews, and nothing else: no check and no letter reads them."""


READING_TITLES = {
    "content_quality": "content quality, 0 to 100",
    "low_effort": "share of measured posts of low effort",
    "record": "record, 0 to 100",
    "behaviour": "share of posts expected to violate",
    "account_change": "change of the account, p-value",
    "copies": "posts that show an earlier post of another creator",
    "links": "groups of accounts that act alike",
    "timeline": "age of the account in days",
}
"""What the value of each reading is."""

TOOL_READINGS = {
    AccountTool.QUALITY_BREAKDOWN: ("low_effort", "content_quality", "record"),
    AccountTool.BEHAVIOUR_PATTERN: ("behaviour", "account_change"),
    AccountTool.COPIES_OF: ("copies",),
    AccountTool.LINKED_ACCOUNTS: ("links",),
    AccountTool.CREATOR_TIMELINE: ("timeline",),
}
"""The readings that each tool returns, by their names."""

COPY_OF_THIS_POST = "COPY_OF_THIS_POST"
"""The code of a line about the post of a case, not about its creator: it shows what another creator had posted."""


class Significance(StrEnum):
    """Which way a line points: towards a violation, away from it, or neither."""

    AGAINST_CREATOR = "against_creator"
    FOR_CREATOR = "for_creator"
    NEUTRAL = "neutral"


class AccountEvidence(FrozenModel):
    """A line that a tool read. `points`: what it changes on the scale of the reading's value. `posts`: ids of the posts
    that show it."""

    id: str
    code: str
    text: str
    significance: Significance = Significance.NEUTRAL
    points: float | None = None
    posts: tuple[str, ...] = ()


class AccountReading(FrozenModel):
    """One measure of an account as of a day. `value` is None if and only if `not_measured` says why. `not_known`: the
    parts that were not measured, which count neither for nor against."""

    name: str
    tool: AccountTool
    as_of: date
    value: float | None = None
    interval: tuple[float, float] | None = None
    not_measured: str = ""
    not_known: tuple[str, ...] = ()
    lines: tuple[AccountEvidence, ...] = ()

    @property
    def review_only(self) -> bool:
        return self.tool in REVIEW_ONLY


def not_read(tool: AccountTool, as_of: date, reason: str) -> tuple[AccountReading, ...]:
    """The readings of a tool that could not read the account."""
    return tuple(AccountReading(name=name, tool=tool, as_of=as_of, not_measured=reason) for name in TOOL_READINGS[tool])


class PriorityLevel(OrderedEnum):
    """How soon a person should look: no need, in turn, or before others."""

    NONE = 1
    NORMAL = 2
    HIGH = 3


PRIORITY_WORDS = {
    PriorityLevel.NONE: "no need for a person",
    PriorityLevel.NORMAL: "a person should look, in turn",
    PriorityLevel.HIGH: "a person should look before other cases",
}


class ReviewPriority(FrozenModel):
    """`reasons` may name links to other accounts, so only moderators see them. `expires_on`: from this day on it counts
    no more."""

    level: PriorityLevel
    reasons: tuple[Reason, ...] = ()
    expires_on: date | None = None


class Assessment(FrozenModel):
    """What stands beside the verdict on the account-level clauses. `for_a_person`: ids of the clauses in force that no
    check decides. `reasons_for` and `reasons_against` a violation cite the lines of `readings` by their ids.
    `writer`: the model that chose what to read and wrote the reasons, or "rules". `advice`: codes of what the creator
    can change, the most useful first."""

    creator_id: str
    first_day: date
    last_day: date
    readings: tuple[AccountReading, ...] = ()
    for_a_person: tuple[str, ...] = ()
    reasons_for: tuple[Reason, ...] = ()
    reasons_against: tuple[Reason, ...] = ()
    not_known: tuple[str, ...] = ()
    priority: ReviewPriority
    advice: tuple[str, ...] = ()
    writer: str = "rules"

    @property
    def links_to_review(self) -> tuple[Reason, ...]:
        """The reasons of the priority that rest on links to other accounts, which a person alone judges."""
        lines = {line.id for reading in self.readings if reading.review_only for line in reading.lines}
        return tuple(reason for reason in self.priority.reasons if lines & {*reason.evidence_ids})
