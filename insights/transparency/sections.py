"""The sections of the transparency report."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from domain.review import ReviewAction
from domain.verdict import Outcome
from insights.estimate import Estimate, unknown, wilson
from insights.transparency.cell import Cell, CellSource, counted, estimated, for_person, median
from insights.transparency.restricting import RestrictingDecision
from store.statements.period_facts import AppealAnswer, DecidedFacts

HOURS = timedelta(hours=1)
REPEATED = 3  # from so many on, a creator counts as one who repeats
OVERDUE = timedelta(days=30)
IDENTIFICATION, ORDERS, NOTICES = "Identification", "Orders of authorities", "Notices"
DECISIONS, APPEALS, MISUSE = "Own-initiative moderation", "Complaints and disputes", "Misuse"
AUTOMATED, TIMES, PEOPLE = "Automated means", "Times", "People and recipients"
SELECTION = "people choose which decisions they review, so the rate does not hold for all decisions"


def identification(first: date, last: date) -> Iterator[Cell]:
    for name in ("Name of the service provider", "Name of the service", "Date of publication"):
        yield for_person(IDENTIFICATION, name)
    for name, day in (("First day of the period", first), ("Last day of the period", last)):
        yield Cell(section=IDENTIFICATION, indicator=name, by=day.isoformat(), source=CellSource.LOG)


def orders_and_notices() -> Iterator[Cell]:
    note = "Clausewise receives no orders and no notices: take the numbers from the system that does"
    for name in ("Orders to act against illegal content", "Orders to provide information", "Median time to act"):
        yield for_person(ORDERS, name, note)
    for name in ("Notices under Art. 16", "Notices of trusted flaggers", "Actions taken on notices"):
        yield for_person(NOTICES, name, note)


def decisions(made: Sequence[DecidedFacts], restricting: Sequence[RestrictingDecision]) -> Iterator[Cell]:
    """The decisions of the period split by result, and those that restrict something by each kind of group. Each split
    adds up to the number above it."""
    outcomes = Counter(one.outcome for one in made)
    yield counted(DECISIONS, "Decisions", len(made))
    results = {
        "restricts something": len(restricting),
        "violation, nothing restricted": outcomes[Outcome.VIOLATION] - len(restricting),
        "no violation": outcomes[Outcome.NO_VIOLATION],
        "open: a person must decide": outcomes[Outcome.NEEDS_REVIEW],
    }
    for result, number in results.items():
        yield counted(DECISIONS, "Decisions by result", number, result)
    changed = [one for one in made if one.outcome is not one.decided and one.decided is not Outcome.NEEDS_REVIEW]
    for outcome in (Outcome.VIOLATION, Outcome.NO_VIOLATION):
        number = sum(one.decided is outcome for one in changed)
        yield counted(DECISIONS, "Decisions that a person reversed", number, outcome.replace("_", " "))
    yield counted(DECISIONS, "Restricting decisions", len(restricting))
    groups: dict[str, Iterable[str]] = {
        "by category": (one.category for one in restricting),
        "by measure": (one.measures for one in restricting),
        "by ground": (one.ground for one in restricting),
        "by automated means": (one.restriction.automated for one in restricting),
        "by market": (one.market for one in restricting),
    }
    for name, values in groups.items():
        for group, number in sorted(Counter(values).items(), key=lambda one: (-one[1], one[0])):
            yield counted(DECISIONS, f"Restricting decisions {name}", number, group)


def appeals(made: Sequence[AppealAnswer], now: datetime, violations: int) -> Iterator[Cell]:
    closed = [one for one in made if one.closed_at is not None]
    yield counted(APPEALS, "Complaints received (Art. 20)", len(made))
    results = Counter(one.action for one in closed)
    open_now = [one for one in made if one.closed_at is None]
    words = {
        "decision upheld": results[ReviewAction.UPHOLD],
        "decision reversed": results[ReviewAction.OVERTURN],
        "decision changed in part": results[ReviewAction.AMEND],
        "open": len(open_now),
    }
    for result, number in words.items():
        yield counted(APPEALS, "Complaints by result", number, result)
    overdue = sum(now - one.created_at > OVERDUE for one in open_now)
    yield counted(APPEALS, f"Complaints open for more than {OVERDUE.days} days", overdue)
    reversed_share = wilson(results[ReviewAction.OVERTURN] + results[ReviewAction.AMEND], len(closed))
    yield estimated(APPEALS, "Share of answered complaints that changed the decision", reversed_share)
    yield estimated(APPEALS, "Complaints for each decision that found a violation", _ratio(len(made), violations))
    for name in (
        "Disputes before certified bodies (Art. 21)",
        "Outcomes of these disputes",
        "Median time to an outcome",
    ):
        yield for_person(APPEALS, name)


def misuse(restricting: Sequence[RestrictingDecision], made: Sequence[AppealAnswer]) -> Iterator[Cell]:
    creators = Counter(one.creator_id for one in restricting if one.creator_id)
    unfounded = Counter(one.creator_id for one in made if one.action is ReviewAction.UPHOLD and one.creator_id)
    repeated = sum(times >= REPEATED for times in creators.values())
    yield counted(MISUSE, f"Creators with {REPEATED} or more restricting decisions", repeated)
    yield counted(
        MISUSE,
        f"Creators with {REPEATED} or more complaints that changed nothing",
        sum(times >= REPEATED for times in unfounded.values()),
    )
    for name, code in (("Accounts paused", "SUSPENDED"), ("Accounts closed", "TERMINATED")):
        number = sum(one.restriction.account == f"DECISION_ACCOUNT_{code}" for one in restricting)
        note = "to a business user, P2B (Regulation (EU) 2019/1150, Art. 4) asks for 30 days' notice"
        yield counted(MISUSE, name, number, note=note if code == "TERMINATED" else "")
    yield for_person(MISUSE, "Suspensions under Art. 23, by kind of misuse", "the log does not know the reason")


def automated_means(made: Sequence[DecidedFacts]) -> Iterator[Cell]:
    yield for_person(AUTOMATED, "Description and purposes of the automated means")
    yield for_person(AUTOMATED, "Safeguards")
    settled = [one for one in made if one.decided is not Outcome.NEEDS_REVIEW]
    yield counted(AUTOMATED, "Decisions settled by software", len(settled))
    yield counted(AUTOMATED, "Decisions that software left to a person", len(made) - len(settled))
    for name, decided in (("violation", Outcome.VIOLATION), ("no violation", Outcome.NO_VIOLATION)):
        of_kind = [one for one in settled if one.decided is decided]
        for sample, note in ((False, SELECTION), (True, "drawn to measure quality")):
            chosen = [one for one in of_kind if one.reviewed and (one.sampled or not sample)]
            where = "drawn and reviewed" if sample else "reviewed"
            indicator = f"Error rate of decisions “{name}” that were {where}"
            yield estimated(AUTOMATED, indicator, _errors(chosen), note)


def times(reviews: Sequence[tuple[datetime, datetime]], made: Sequence[AppealAnswer]) -> Iterator[Cell]:
    to_review = [(reviewed - decided) / HOURS for decided, reviewed in reviews]
    to_answer = [(one.closed_at - one.created_at) / HOURS for one in made if one.closed_at is not None]
    yield estimated(TIMES, "Median hours from a decision to its first review", median(to_review))
    yield estimated(TIMES, "Median hours from a complaint to its answer", median(to_answer))


def for_people() -> Iterator[Cell]:
    names = (
        *("People who moderate, by language", "Their qualifications, training and support"),
        *("Average monthly recipients by member state", "Summary of the moderation", "Changes since the last report"),
    )
    for name in names:
        yield for_person(PEOPLE, name)


def _errors(chosen: Sequence[DecidedFacts]) -> Estimate:
    return wilson(sum(one.outcome is not one.decided for one in chosen), len(chosen))


def _ratio(number: int, of: int) -> Estimate:
    return Estimate(number / of, size=of) if of else unknown("nothing was counted")
