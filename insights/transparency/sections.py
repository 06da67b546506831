"""The sections of the transparency report."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from domain.verdict import Outcome
from insights.estimate import Estimate, wilson
from insights.transparency.cell import Cell, CellSource, counted, estimated, for_person, median
from insights.transparency.restricting import RestrictingDecision
from store.statements.period_facts import AppealAnswer, DecidedFacts

HOURS = timedelta(hours=1)
IDENTIFICATION, ORDERS, DECISIONS = "Identification", "Orders of authorities", "Moderation"
AUTOMATED, TIMES, PEOPLE = "Automated means", "Times", "People and recipients"
SELECTION = "people choose which decisions they review, so the rate does not hold for all decisions"


def identification(first: date, last: date) -> Iterator[Cell]:
    for name in ("Name of the service provider", "Name of the service", "Date of publication"):
        yield for_person(IDENTIFICATION, name)
    for name, day in (("First day of the period", first), ("Last day of the period", last)):
        yield Cell(section=IDENTIFICATION, indicator=name, by=day.isoformat(), source=CellSource.LOG)


def orders() -> Iterator[Cell]:
    note = "Clausewise receives no orders: take the numbers from the system that does"
    for name in ("Orders to act against illegal content", "Orders to provide information", "Median time to act"):
        yield for_person(ORDERS, name, note)


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
        "by source": (one.source for one in restricting),
    }
    for name, values in groups.items():
        for group, number in sorted(Counter(values).items(), key=lambda one: (-one[1], one[0])):
            yield counted(DECISIONS, f"Restricting decisions {name}", number, group)


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
