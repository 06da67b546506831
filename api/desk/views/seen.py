"""What was read for the page of a job, and what of it its person may see."""

from dataclasses import dataclass
from datetime import datetime

from domain.education import EducationMessage
from domain.job import BLIND_KINDS, Job, JobEvent, JobEventKind, JobKind, JobState
from domain.message import Message, MessageStatus
from domain.people import Preferences, SavedDraft
from domain.review import Review, in_effect
from domain.strategy_hit import StrategyLabel
from domain.verdict import Outcome
from store.creator_timeline import CreatorTimeline
from store.decision_rows import StoredDecision

COMMENT_KINDS = (JobEventKind.COMMENTED, JobEventKind.ESCALATED, JobEventKind.SKIPPED, JobEventKind.MOVED)
KIND_WORDS = {
    JobKind.CONTESTED_LINK: "the creator contests a link",
    JobKind.STRATEGY_HIT: "a strategy asks a person to look",
    JobKind.LINKED_ACCOUNTS: "accounts seem to act together",
}
MAX_COMMENTS = 50  # of a page: each has up to 5,000 characters


@dataclass(frozen=True)
class Copies:
    """How many decisions one review decides, and how many copies it leaves out because their letter was edited."""

    together: int = 1
    edited: int = 0


@dataclass(frozen=True)
class Seen:
    """What was read for the page, in one place. `outcome` follows the reviews, unless they are hidden. `is_hidden`: a
    blind answer is asked for. `is_golden`: the job is about a case of the golden set, which the person must not know;
    `reviews` are their own then. `comments`: the newest, at most one more than a page shows. `escalation`: why the
    person cannot decide it; else empty. `labels`: of strategies, on the creator or the post."""

    stored: StoredDecision
    reviews: tuple[Review, ...]
    version: int
    job: Job | None
    is_hidden: bool
    is_golden: bool
    comments: tuple[JobEvent, ...]
    message: Message | None
    timeline: CreatorTimeline
    copies: Copies
    now: datetime
    draft: SavedDraft | None
    preferences: Preferences
    escalation: str = ""
    labels: tuple[StrategyLabel, ...] = ()

    @property
    def is_blind(self) -> bool:
        """Whether answers of other people are not shown."""
        return self.is_hidden or self.is_golden or (self._is_open and self.job_kind in BLIND_KINDS)

    @property
    def job_kind(self) -> JobKind | None:
        return self.job.kind if self.job is not None else None

    @property
    def _is_open(self) -> bool:
        return self.job is not None and self.job.state is JobState.OPEN

    @property
    def shown_reviews(self) -> tuple[Review, ...]:
        own_answer_only = self.is_golden and not self._is_open
        return self.reviews if own_answer_only or not self.is_blind else ()

    @property
    def outcome(self) -> Outcome:
        review = in_effect(self.shown_reviews)
        return review.outcome if review else self.stored.decision.verdict.outcome

    @property
    def violated(self) -> tuple[str, ...]:
        review = in_effect(self.shown_reviews)
        return review.violated if review else self.stored.decision.verdict.violated

    @property
    def letter(self) -> EducationMessage:
        return self.shown_message.message if self.shown_message else self.stored.decision.education

    @property
    def letter_status(self) -> str:
        return self.shown_message.status.value if self.shown_message else ""

    @property
    def letter_version(self) -> str:
        """Of the letter that a review would release; empty if none waits, or none is shown."""
        message = self.shown_message
        return message.version if message and message.status is MessageStatus.HELD else ""

    @property
    def shown_message(self) -> Message | None:
        """That of a golden job is shown as it was before anybody reviewed the case."""
        if self.is_golden and self.message is not None and self.job_kind is JobKind.HELD_LETTER:
            first = {"message": self.stored.decision.education, "status": MessageStatus.HELD}
            return self.message.model_copy(update=first)
        return None if self.is_blind else self.message

    @property
    def shown_timeline(self) -> CreatorTimeline:
        """Without the answers of others to this decision, where they are hidden."""
        if not self.is_blind:
            return self.timeline
        return self.timeline.without({self.stored.decision.decision_id})


def kind_words(kind: JobKind) -> str:
    """Why a person is asked."""
    return KIND_WORDS.get(kind, kind.replace("_", " "))
