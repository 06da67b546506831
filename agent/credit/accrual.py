"""Accrues credit day by day: each day's lines are written in one transaction, so a run that was killed goes on."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from agent.credit.earning import Earning
from agent.credit.index import CreditIndex
from agent.credit.losing import Losing, SeverityOf
from agent.credit.planning import Planner, read_posts
from agent.credit.rules import CreditRules
from agent.credit.rules_file import rules_digest
from agent.credit.sales import SalesSource
from domain.base import FrozenModel
from domain.clause import Severity
from domain.credit import CreditKind
from domain.errors import InputError
from policies.library import Library
from store.credit.credit_lines import CreditDay, CreditLines
from store.credit.decision_facts import DecisionFacts, read_decision_facts
from store.database import Database

Progress = Callable[[int, int], None]


class AccrualReport(FrozenModel):
    """`first_day` None: no day was due. `unknown_clauses`: of violations that cost nothing, because the policies do
    not have the clause. `notes`: what was not counted, and why."""

    first_day: date | None
    last_day: date | None
    rule_version: str
    days: int
    lines: int
    earned: int
    lost: int
    restored: int
    expired: int
    unknown_clauses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accrual:
    """`sales` None: there is no warehouse of events. `actor` is named in the audit log."""

    database: Database
    library: Library
    rules: CreditRules
    sales: SalesSource | None
    actor: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def run(self, day: date | None = None, progress: Progress = lambda done, total: None) -> AccrualReport:
        """Up to `day`, by default yesterday, from the day after the last accrued one. Raises InputError for a day that
        has not ended, and where the rules changed and their version did not."""
        last = require_ended(day, self.now().date() - timedelta(days=1))
        store = CreditLines(self.database)
        self._require_own_version(store)
        facts = read_decision_facts(self.database)
        record, index = read_posts(facts, self.rules), CreditIndex(store.all())
        before = store.last_day()
        first = before.day + timedelta(days=1) if before else min(record.first_day or last, last)
        planner = build_planner(self.rules, severities(self.library), self.sales)
        counts = Counter[CreditKind]()
        for number in range((last - first).days + 1):
            on = first + timedelta(days=number)
            lines = planner.plan(record, on, on - timedelta(days=1) if number else None, index)
            written = CreditDay(on, self.rules.version, rules_digest(self.rules))
            if not store.add_day(written, lines, self.actor, self.now()):
                raise InputError(f"another run has accrued {on} meanwhile: run the command again to go on after it")
            counts.update(line.kind for line in lines)
            progress(number + 1, (last - first).days + 1)
        days = max(0, (last - first).days + 1)
        return AccrualReport(
            first_day=first if days else None,
            last_day=last if days else before.day if before else None,
            rule_version=self.rules.version,
            days=days,
            lines=counts.total(),
            earned=counts[CreditKind.EARN],
            lost=counts[CreditKind.LOSE],
            restored=counts[CreditKind.RESTORE],
            expired=counts[CreditKind.DECAY],
            unknown_clauses=self._unknown(facts),
            notes=self._notes(),
        )

    def _require_own_version(self, store: CreditLines) -> None:
        used = store.digests(self.rules.version)
        if used and used != {rules_digest(self.rules)}:
            raise InputError(
                f"the rules changed, and lines were written under version {self.rules.version} of them: give the rules "
                "a new version"
            )

    def _unknown(self, facts: tuple[DecisionFacts, ...]) -> tuple[str, ...]:
        named = {clause_id for one in facts for clause_id in one.violated}
        return tuple(sorted(named - self.library.clause_ids))

    def _notes(self) -> tuple[str, ...]:
        if self.sales is not None:
            return ()
        earn = "posts earn without sales" if self.rules.compliant_post.without_warehouse else "posts earn nothing"
        return (f"there is no warehouse of events, so sales cannot be counted: {earn}",)


def require_ended(day: date | None, yesterday: date) -> date:
    """The day, or yesterday. Raises InputError for a day that has not ended."""
    if day is not None and day > yesterday:
        raise InputError(f"{day} has not ended (days are in UTC): choose {yesterday} or an earlier day")
    return day or yesterday


def build_planner(rules: CreditRules, severity_of: SeverityOf, sales: SalesSource | None) -> Planner:
    return Planner(rules, Losing(rules, severity_of, sales), Earning(rules, sales))


def severities(library: Library) -> SeverityOf:
    """The severity of a clause in its version of a day; before the first version, that of the first."""

    def severity_of(clause_id: str, on: date) -> Severity | None:
        versions = library.versions(clause_id)
        begun = [clause for clause in versions if clause.effective_from is None or clause.effective_from <= on]
        chosen = begun[-1:] or list(versions[:1])
        return chosen[0].severity if chosen else None

    return severity_of
