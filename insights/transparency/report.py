"""The transparency report of a period (Art. 15 and 24 of the Digital Services Act, Implementing Regulation (EU)
2024/2835): what the decision log can say, and which cells a person must fill."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from agent.settings import Settings
from agent.statements.reader import StatementReader, period
from agent.statements.restriction import restriction_of, violated_clauses
from domain.base import FrozenModel
from domain.errors import InputError
from domain.statement import Restriction
from domain.verdict import Outcome
from insights.transparency import sections
from insights.transparency.cell import Cell
from insights.transparency.restricting import NO_CATEGORY, NO_MARKET, RestrictingDecision
from store.statements.candidates import Candidate, Candidates
from store.statements.period_facts import PeriodFacts


class TransparencyReport(FrozenModel):
    """Both days count. `cells` are in the order of the report."""

    first_day: date
    last_day: date
    made_at: datetime
    corpus: str
    cells: tuple[Cell, ...]

    def value(self, indicator: str, by: str = "") -> float | None:
        """Raises KeyError for a cell that the report lacks."""
        for cell in self.cells:
            if (cell.indicator, cell.by) == (indicator, by):
                return cell.value
        raise KeyError(f"{indicator} {by}".strip())

    def breakdown(self, indicator: str) -> dict[str, float | None]:
        return {cell.by: cell.value for cell in self.cells if cell.indicator == indicator and cell.by}


def transparency_report(
    settings: Settings, reader: StatementReader, first: date, last: date, now: datetime | None = None
) -> TransparencyReport:
    """Raises InputError for days in the wrong order or in the future."""
    now = now or datetime.now(UTC)
    if first > now.date():
        raise InputError(f"--from {first} is in the future: choose {now.date()} or an earlier day")
    period(first, last)  # raises for the wrong order
    since = datetime.combine(first, time(), UTC)
    until = datetime.combine(last, time(), UTC) + timedelta(days=1)
    facts = PeriodFacts(reader.store.database)
    decisions, appeals = facts.decisions(since, until), facts.appeals(since, until)
    restricting = [*_restricting(reader, since, until)]
    cells = (
        *sections.identification(first, last),
        *sections.orders_and_notices(),
        *sections.decisions(decisions, restricting),
        *sections.appeals(appeals, now, sum(one.decided is Outcome.VIOLATION for one in decisions)),
        *sections.misuse(restricting, appeals),
        *sections.automated_means(decisions),
        *sections.times(facts.review_times(since, until), appeals),
        *sections.for_people(),
    )
    return TransparencyReport(
        first_day=first, last_day=last, made_at=now, corpus=reader.builder.library.name, cells=cells
    )


def _restricting(reader: StatementReader, since: datetime, until: datetime) -> Iterator[RestrictingDecision]:
    for candidate in Candidates(reader.store).all(since, until):
        restriction = restriction_of(candidate, reader.builder.library, reader.builder.measures)
        if restriction is not None:
            yield _counted(candidate, restriction, reader)


def _counted(candidate: Candidate, restriction: Restriction, reader: StatementReader) -> RestrictingDecision:
    clauses = violated_clauses(candidate, reader.builder.library)
    found = [clause.classification for clause in clauses if clause.classification]
    is_legal = bool(found and clauses[0].classification and clauses[0].classification.legal_ground)
    return RestrictingDecision(
        creator_id=candidate.stored.case.creator_id,
        restriction=restriction,
        category=found[0].category if found else NO_CATEGORY,
        ground="illegal content" if is_legal else "terms and conditions",
        market=candidate.stored.case.market or NO_MARKET,
    )
