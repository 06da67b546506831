"""The transparency report of a period (Art. 15 and 24 of the Digital Services Act, Implementing Regulation (EU)
2024/2835): what the decision log can say, and which cells a person must fill."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from agent.settings import Settings
from agent.statements.complaints import ComplaintReader
from agent.statements.corrections import CorrectionReader
from agent.statements.misuse import MisuseReader
from agent.statements.misuse_thresholds import read_thresholds
from agent.statements.notices import NoticeReader
from agent.statements.reader import StatementReader, period
from domain.base import FrozenModel
from domain.correction import Correction
from domain.errors import InputError
from domain.misuse import MisuseReport
from domain.verdict import Outcome
from insights.transparency import complaints, sections
from insights.transparency.cell import Cell
from insights.transparency.complaints import Contested
from insights.transparency.notices import NoticedDecision, noticed_decision, notices
from insights.transparency.restricting import RestrictingDecision, restricting_decisions
from store.statements.notices import Notices
from store.statements.period_facts import DecidedFacts, PeriodFacts


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


@dataclass(frozen=True)
class PeriodCounts:
    """What the decision log has of a period; both days count."""

    first: date
    last: date
    decisions: tuple[DecidedFacts, ...]
    restricting: tuple[RestrictingDecision, ...]
    noticed: tuple[NoticedDecision, ...]
    contested: tuple[Contested, ...]
    review_times: tuple[tuple[datetime, datetime], ...]
    misuse: MisuseReport
    corrections: tuple[Correction, ...]
    accepted: int


def count_period(
    settings: Settings, reader: StatementReader, first: date, last: date, now: datetime | None = None
) -> PeriodCounts:
    """Raises InputError for days in the wrong order or in the future."""
    now = now or datetime.now(UTC)
    if first > now.date():
        raise InputError(f"--from {first} is in the future: choose {now.date()} or an earlier day")
    period(first, last)  # raises for the wrong order
    since = datetime.combine(first, time(), UTC)
    until = datetime.combine(last, time(), UTC) + timedelta(days=1)
    facts, options = PeriodFacts(reader.store.database), settings.statements
    times = ComplaintReader(reader.store, reader.builder.library, options.answer_days)
    found = Notices(reader.store).all(since, until)
    noticed = ((one, one.stored.case.notice) for one in found)
    answers = NoticeReader(reader)
    return PeriodCounts(
        first=first,
        last=last,
        decisions=facts.decisions(since, until),
        restricting=tuple(restricting_decisions(reader, since, until)),
        noticed=tuple(noticed_decision(answers, one, notice) for one, notice in noticed if notice),
        contested=tuple(complaints.contested(reader, times, facts.appeals(since, until), now)),
        review_times=facts.review_times(since, until),
        misuse=MisuseReader(reader, read_thresholds(options.misuse)).report(last),
        corrections=tuple(CorrectionReader(reader).all(since, until)),
        accepted=len(reader.submissions.accepted(since, until)),
    )


def transparency_report(
    settings: Settings, reader: StatementReader, first: date, last: date, now: datetime | None = None
) -> TransparencyReport:
    """Raises InputError for days in the wrong order or in the future."""
    counts = count_period(settings, reader, first, last, now)
    made, restricting = counts.decisions, counts.restricting
    cells = (
        *sections.identification(first, last),
        *sections.orders(),
        *notices(counts.noticed),
        *sections.decisions(made, restricting),
        *complaints.complaints(counts.contested, sum(one.decided is Outcome.VIOLATION for one in made)),
        *complaints.corrections(counts.corrections, counts.accepted),
        *complaints.misuse(counts.misuse),
        *complaints.accounts(restricting),
        *complaints.business_users(restricting, counts.contested),
        *sections.automated_means(made),
        *sections.times(counts.review_times, [one.answer for one in counts.contested]),
        *sections.for_people(),
    )
    return TransparencyReport(
        first_day=first,
        last_day=last,
        made_at=now or datetime.now(UTC),
        corpus=reader.builder.library.name,
        cells=cells,
    )
