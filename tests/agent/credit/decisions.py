"""Builds decisions as credit reads them, counted in days since the first one, and sales that are given by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from agent.credit.accrual import build_planner
from agent.credit.index import CreditIndex
from agent.credit.planning import Planner, read_posts
from agent.credit.rules import CreditRules
from agent.credit.rules_file import read_credit_rules
from agent.credit.sales import MerchantSales
from domain.clause import Severity
from domain.credit import Account, CreditLine
from domain.verdict import Outcome
from store.credit.decision_facts import AppealFacts, DecisionFacts, LetterFacts, ReviewFacts

START = date(2026, 6, 1)
RULES = read_credit_rules()
MAYA = Account(id="cr_maya")
SEVERITIES = {"LOW-1": Severity.LOW, "HLT-1": Severity.HIGH, "MED-1": Severity.MEDIUM}


def on(number: int) -> date:
    return START + timedelta(days=number)


def decision(
    name: str,
    day: int,
    *violated: str,
    case: str = "",
    creator: str = "cr_maya",
    reviews: tuple[ReviewFacts, ...] = (),
    **fields: Any,
) -> DecisionFacts:
    """Without clauses it found no violation."""
    return DecisionFacts(
        decision_id=f"dec_{name}",
        case_id=case or name,
        creator_id=creator,
        decided_on=on(day),
        outcome=fields.pop("outcome", Outcome.VIOLATION if violated else Outcome.NO_VIOLATION),
        violated=violated,
        reviews=reviews,
        **fields,
    )


def review(day: int, *violated: str, undone: int | None = None, differs: bool = False) -> ReviewFacts:
    outcome = Outcome.VIOLATION if violated else Outcome.NO_VIOLATION
    return ReviewFacts(on(day), outcome, violated, None if undone is None else on(undone), differs)


def appeal(day: int, closed: int | None = None) -> AppealFacts:
    return AppealFacts(on(day), None if closed is None else on(closed))


def letter(day: int | None, appeal_days: int | None = 14) -> LetterFacts:
    return LetterFacts(None if day is None else on(day), appeal_days)


@dataclass(frozen=True)
class GivenSales:
    """The same number of buyers in every window; loaded up to a day."""

    buyers_of: Mapping[str, int] = field(default_factory=dict)
    merchants_of: Mapping[str, MerchantSales] = field(default_factory=dict)
    loaded: int = 10_000

    def reaches(self, day: date) -> bool:
        return day <= on(self.loaded)

    def buyers(self, last: date, days: int, as_of: date) -> Mapping[str, int]:
        return self.buyers_of

    def merchants(self, day: date, as_of: date) -> Mapping[str, MerchantSales]:
        return self.merchants_of if day == START else {}

    def is_merchant(self, account_id: str) -> bool:
        return account_id in self.merchants_of


MANY = GivenSales({"cr_maya": 1_000})


def planner(sales: GivenSales | None = MANY, rules: CreditRules = RULES) -> Planner:
    return build_planner(rules, lambda clause_id, day: SEVERITIES.get(clause_id), sales)


def accrue(
    decisions: list[DecisionFacts],
    last: int,
    *,
    sales: GivenSales | None = MANY,
    rules: CreditRules = RULES,
    before: tuple[CreditLine, ...] = (),
    first: int = 0,
) -> CreditIndex:
    """Every day from the first to the last; `before` are lines that are written already."""
    record, index, plan = read_posts(decisions, rules), CreditIndex(before), planner(sales, rules)
    for number in range(first, last + 1):
        plan.plan(record, on(number), on(number - 1) if number > first else None, index)
    return index


def shown(index: CreditIndex, account: Account = MAYA) -> list[tuple[int, str, int]]:
    """Day, reason and points of each line."""
    lines = sorted(index.lines(account), key=lambda line: (line.day, line.line_id))
    return [((line.day - START).days, line.reason.value, line.points) for line in lines]
