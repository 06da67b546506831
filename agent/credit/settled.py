"""Whether a decision is settled on a day: by a person, or because the time to appeal is over and nobody appealed."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.verdict import Outcome
from store.credit.decision_facts import DecisionFacts, ReviewFacts


class Settled(StrEnum):
    """`open`: an appeal or the time for one is still running, or nobody knows yet."""

    VIOLATION = "violation"
    COMPLIANT = "compliant"
    OPEN = "open"


@dataclass(frozen=True)
class Status:
    """`violated`: the clauses that hold, of a settled violation."""

    settled: Settled
    violated: tuple[str, ...] = ()


OPEN = Status(Settled.OPEN)


def status_on(decision: DecisionFacts, day: date, appeal_days: int) -> Status:
    """At the end of `day`; nothing later is read. `appeal_days`: the time to appeal where no letter states one."""
    review = review_on(decision, day)
    outcome = decision.outcome if review is None else review.outcome
    if outcome is Outcome.NEEDS_REVIEW or _is_appealed(decision, day):
        return OPEN
    if outcome is Outcome.NO_VIOLATION:
        return Status(Settled.COMPLIANT)
    if review is not None:
        return Status(Settled.VIOLATION, review.violated)
    last = last_appeal_day(decision, day, appeal_days)
    return Status(Settled.VIOLATION, decision.violated) if last is not None and last < day else OPEN


def review_on(decision: DecisionFacts, day: date) -> ReviewFacts | None:
    """The review in effect at the end of `day`."""
    made = (one for one in decision.reviews if one.on <= day and not one.differs)
    return next((one for one in reversed([*made]) if one.undone_on is None or one.undone_on > day), None)


def _is_appealed(decision: DecisionFacts, day: date) -> bool:
    return any(one.on <= day and (one.closed_on is None or one.closed_on > day) for one in decision.appeals)


def last_appeal_day(decision: DecisionFacts, day: date, appeal_days: int) -> date | None:
    """The last day to appeal, from the first letter that arrived by `day`. None: the letter still waits, so that the
    creator does not know. Without any letter, from the decision."""
    if not decision.letters:
        return decision.decided_on + timedelta(days=appeal_days)
    for letter in decision.letters:
        if letter.delivered_on is not None and letter.delivered_on <= day:
            return letter.delivered_on + timedelta(days=letter.appeal_days or appeal_days)
    return None


def change_days(decision: DecisionFacts, appeal_days: int) -> set[date]:
    """The days on which its status may change."""
    days = {decision.decided_on}
    for review in decision.reviews:
        days |= {review.on} | ({review.undone_on} if review.undone_on else set())
    for appeal in decision.appeals:
        days |= {appeal.on} | ({appeal.closed_on} if appeal.closed_on else set())
    last = last_appeal_day(decision, date.max, appeal_days)
    return days if last is None else days | {last + timedelta(days=1)}
