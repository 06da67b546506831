"""The sections on complaints (Art. 20), misuse (Art. 23), corrections, and business users."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from agent.statements.complaints import ComplaintReader
from agent.statements.reader import StatementReader
from agent.statements.restriction import CLOSED, restriction_of
from domain.correction import Correction, CorrectionKind
from domain.misuse import MisuseKind, MisuseReport
from domain.notice import AccountType
from domain.review import ReviewAction
from domain.statement import Restriction
from insights.estimate import Estimate, unknown, wilson
from insights.transparency.cell import Cell, counted, estimated, for_person, median
from insights.transparency.restricting import RestrictingDecision
from store.statements.candidates import Candidate, Candidates
from store.statements.period_facts import AppealAnswer

HOURS = timedelta(hours=1)
IDS_PER_QUERY = 500
COMPLAINTS, MISUSE, BUSINESS = "Complaints and disputes", "Misuse", "Business users"
CORRECTIONS = "Corrections of statements"
DISPUTES = ("Disputes before certified bodies (Art. 21)", "Outcomes of these disputes", "Median time to an outcome")
MISUSE_WORDS = {
    MisuseKind.ILLEGAL_CONTENT: "illegal content",
    MisuseKind.UNFOUNDED_COMPLAINTS: "unfounded complaints",
    MisuseKind.UNFOUNDED_NOTICES: "unfounded notices",
}
P2B = "P2B, Regulation (EU) 2019/1150"


@dataclass(frozen=True)
class Contested:
    """A complaint of the period. `overdue`: it is open, and the time to answer it has passed. `restriction`: what the
    decision restricted as software made it; None: nothing, or the case was erased."""

    answer: AppealAnswer
    overdue: bool
    is_business: bool
    restriction: Restriction | None

    @property
    def hours(self) -> float | None:
        closed = self.answer.closed_at
        return None if closed is None else (closed - self.answer.created_at) / HOURS


def contested(
    reader: StatementReader, times: ComplaintReader, made: Sequence[AppealAnswer], now: datetime
) -> list[Contested]:
    """In the order of `made`."""
    ids, found = list(dict.fromkeys(one.decision_id for one in made)), dict[str, Candidate]()
    for start in range(0, len(ids), IDS_PER_QUERY):
        rows = Candidates(reader.store).of(ids[start : start + IDS_PER_QUERY])
        found |= {one.stored.decision.decision_id: one for one in rows}
    return [_contested(reader, times, found.get(one.decision_id), one, now) for one in made]


def _contested(
    reader: StatementReader, times: ComplaintReader, candidate: Candidate | None, answer: AppealAnswer, now: datetime
) -> Contested:
    case = candidate.stored.case if candidate and not candidate.is_erased else None
    answer_by = times.answer_by(answer.created_at, case.market if case else None)
    builder = reader.builder
    made = Candidate(candidate.stored, None) if candidate and case else None
    return Contested(
        answer=answer,
        overdue=answer.closed_at is None and now.astimezone(UTC).date() > answer_by,
        is_business=case is not None and case.account_type is AccountType.BUSINESS,
        restriction=restriction_of(made, builder.library, builder.measures) if made else None,
    )


def complaints(made: Sequence[Contested], violations: int) -> Iterator[Cell]:
    """`violations`: how many decisions of the period software found to be one."""
    closed = [one for one in made if one.answer.closed_at is not None]
    yield counted(COMPLAINTS, "Complaints received (Art. 20)", len(made))
    for result, number in by_result(made).items():
        yield counted(COMPLAINTS, "Complaints by result", number, result)
    yield counted(COMPLAINTS, "Complaints that are overdue", sum(one.overdue for one in made))
    actions = Counter(one.answer.action for one in closed)
    reversed_share = wilson(actions[ReviewAction.OVERTURN] + actions[ReviewAction.AMEND], len(closed))
    yield estimated(COMPLAINTS, "Share of answered complaints that changed the decision", reversed_share)
    yield estimated(COMPLAINTS, "Complaints for each decision that found a violation", _ratio(len(made), violations))
    for name in DISPUTES:
        yield for_person(COMPLAINTS, name)


def by_result(made: Sequence[Contested]) -> dict[str, int]:
    """Adds up to all of them."""
    actions = Counter(one.answer.action for one in made if one.answer.closed_at is not None)
    return {
        "decision upheld": actions[ReviewAction.UPHOLD],
        "decision reversed": actions[ReviewAction.OVERTURN],
        "decision changed in part": actions[ReviewAction.AMEND],
        "open": sum(one.answer.closed_at is None for one in made),
    }


def misuse(report: MisuseReport) -> Iterator[Cell]:
    """Of the period of the thresholds, which ends with the last day of the report."""
    note = f"{report.first_day} to {report.last_day}; a person decides whether to suspend"
    for kind, words in MISUSE_WORDS.items():
        of_kind = [one for one in report.found if one.kind is kind]
        yield counted(MISUSE, f"Accounts with {words}", len(of_kind), note=note)
        reached = sum(one.reaches for one in of_kind)
        yield counted(MISUSE, f"Accounts with {words} that reach the thresholds", reached, note=note)
    yield for_person(MISUSE, "Suspensions under Art. 23, by kind of misuse", "the log does not know the reason")


def accounts(restricting: Sequence[RestrictingDecision]) -> Iterator[Cell]:
    for name, code in (("Accounts paused", "DECISION_ACCOUNT_SUSPENDED"), ("Accounts closed", CLOSED)):
        yield counted(MISUSE, name, sum(one.restriction.account == code for one in restricting))


def business_users(restricting: Sequence[RestrictingDecision], made: Sequence[Contested]) -> Iterator[Cell]:
    """Regulation (EU) 2019/1150: Art. 4 on restrictions, Art. 11(4) on complaints."""
    chosen = [one for one in restricting if one.is_business]
    yield counted(BUSINESS, "Restricting decisions about business users", len(chosen), note=f"{P2B}, Art. 4")
    closed = [one for one in chosen if one.restriction.account == CLOSED]
    yield counted(BUSINESS, "Accounts of business users closed", len(closed))
    early = sum(one.restriction.notice_days < 30 for one in closed)
    note = f"{P2B}, Art. 4(4) names the exceptions: say which one applies"
    yield counted(BUSINESS, "Accounts of business users closed with less than 30 days' notice", early, note=note)
    complained = [one for one in made if one.is_business]
    yield counted(BUSINESS, "Complaints of business users", len(complained), note=f"{P2B}, Art. 11(4)")
    for result, number in by_result(complained).items():
        yield counted(BUSINESS, "Complaints of business users by result", number, result)
    hours = [one.hours for one in complained if one.hours is not None]
    yield estimated(BUSINESS, "Median hours to the answer to a business user", median(hours))
    yield for_person(BUSINESS, "Main types of these complaints", f"{P2B}, Art. 11(4): the log has them as free text")


def corrections(found: Sequence[Correction], accepted: int) -> Iterator[Cell]:
    """Of decisions of the period. A withdrawn statement is a reversal."""
    kinds = Counter(one.kind for one in found)
    note = "the database has no way to withdraw or update a statement"
    yield counted(CORRECTIONS, "Statements that the Transparency Database has", accepted)
    yield counted(CORRECTIONS, "Statements that a review took back since", kinds[CorrectionKind.WITHDRAWN], note=note)
    yield counted(CORRECTIONS, "Statements that a review changed since", kinds[CorrectionKind.CHANGED], note=note)


def _ratio(number: int, of: int) -> Estimate:
    return Estimate(number / of, size=of) if of else unknown("nothing was counted")
