"""The section on notices (Art. 16): by source, ground, category and action taken, with the median time."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.statements.notices import NoticeReader
from agent.statements.restriction import violated_clauses
from domain.notice import EARLIEST, Notice, NoticeSource
from domain.notice_answer import NoticeResult
from insights.transparency.cell import Cell, counted, estimated, for_person, median
from insights.transparency.restricting import legal_ground_of
from store.statements.candidates import Candidate

HOURS = timedelta(hours=1)
SECTION = "Notices"
ILLEGAL, TERMS = "restricted as illegal content", "restricted as incompatible with the terms"
ACTIONS = {
    NoticeResult.VIOLATION: "violation, nothing restricted",
    NoticeResult.NO_VIOLATION: "no violation",
    None: "open: a person must decide",
}


@dataclass(frozen=True)
class NoticedDecision:
    """A decision that a notice led to. `action`: a word of the report. `decided_at` None: a person must decide.
    `reviewed`: a person decided."""

    notice: Notice
    action: str
    decided_at: datetime | None
    reviewed: bool
    market: str | None

    @property
    def hours(self) -> float | None:
        """From the notice to the decision; None: not decided, or the notice is dated after it or before 2000."""
        received = self.notice.received
        if self.decided_at is None or not EARLIEST <= received <= self.decided_at:
            return None
        return (self.decided_at - received) / HOURS

    @property
    def is_trusted(self) -> bool:
        return self.notice.source is NoticeSource.TRUSTED_FLAGGER


def noticed_decision(reader: NoticeReader, candidate: Candidate, notice: Notice) -> NoticedDecision:
    result, review = reader.result(candidate), candidate.review
    decided = review.reviewed_at if review else candidate.stored.decision.decided_at
    return NoticedDecision(
        notice=notice,
        action=_action(reader, candidate) if result is NoticeResult.RESTRICTED else ACTIONS[result],
        decided_at=None if result is None else decided,
        reviewed=review is not None,
        market=candidate.stored.case.market,
    )


def notices(found: Sequence[NoticedDecision]) -> Iterator[Cell]:
    """Each split adds up to the number of notices."""
    yield counted(SECTION, "Notices that led to a decision", len(found))
    groups = {
        "by source": [one.notice.source_type for one in found],
        "by ground": [one.notice.ground.value for one in found],
        "by category": [one.notice.category for one in found],
        "by action taken": [one.action for one in found],
    }
    for name, values in groups.items():
        for group, number in sorted(Counter(values).items(), key=lambda one: (-one[1], one[0])):
            yield counted(SECTION, f"Notices {name}", number, group)
    automated = sum(one.decided_at is not None and not one.reviewed for one in found)
    yield counted(SECTION, "Notices decided by software alone", automated)
    for name, chosen in (("a notice", list(found)), ("a trusted flagger's notice", [x for x in found if x.is_trusted])):
        hours = [one.hours for one in chosen]
        odd = sum(one.decided_at is not None and one.hours is None for one in chosen)
        note = f"{odd} dated after the decision or before 2000 do not count" if odd else ""
        indicator = f"Median hours from {name} to the decision"
        yield estimated(SECTION, indicator, median([one for one in hours if one is not None]), note)
    yield for_person(SECTION, "Notices that led to no decision", "those that are in no case, and those of erased cases")


def _action(reader: NoticeReader, candidate: Candidate) -> str:
    builder = reader.reader.builder
    return ILLEGAL if legal_ground_of(violated_clauses(candidate, builder.library)) else TERMS
