"""The ledger of one account as its owner sees it: balance, tier, and every line with what it was for."""

from dataclasses import dataclass
from datetime import date

from agent.credit.balance import balance, distinct, next_tier, tier_of
from agent.credit.rules import CreditRules
from agent.credit.words import EXPLANATION, benefit_texts, text_of
from domain.base import FrozenModel
from domain.credit import Account, Benefits, CreditKind, CreditLine, CreditReason
from policies.library import Library


class CreditEntry(FrozenModel):
    """A line and what it was for. `balance`: after it."""

    day: date
    points: int
    balance: int
    kind: CreditKind
    reason: CreditReason
    text: str
    clause_id: str | None
    decision_id: str | None
    quiz_id: str | None
    rule_version: str
    expires_on: date | None


class NextTier(FrozenModel):
    """`points`: how many more the account needs."""

    name: str
    points: int


class CreditReport(FrozenModel):
    """As of the end of a day. `gives`: the benefits in words. `entries`: all lines, the newest first."""

    account: Account
    as_of: date
    balance: int
    tier: str
    benefits: Benefits
    gives: tuple[str, ...]
    next_tier: NextTier | None
    rule_version: str
    explanation: str
    entries: tuple[CreditEntry, ...]


@dataclass(frozen=True)
class CreditReporter:
    library: Library
    rules: CreditRules

    def report(self, account: Account, lines: tuple[CreditLine, ...], as_of: date) -> CreditReport:
        points = balance(lines, as_of)
        tier, following = tier_of(points, self.rules.tiers), next_tier(points, self.rules.tiers)
        return CreditReport(
            account=account,
            as_of=as_of,
            balance=points,
            tier=tier.name,
            benefits=tier.benefits,
            gives=tuple(benefit_texts(tier.benefits)),
            next_tier=following and NextTier(name=following.name, points=(following.from_points or 0) - points),
            rule_version=self.rules.version,
            explanation=EXPLANATION,
            entries=self._entries(lines, as_of),
        )

    def _entries(self, lines: tuple[CreditLine, ...], as_of: date) -> tuple[CreditEntry, ...]:
        shown, sum_of_points = list[CreditEntry](), 0
        for line in sorted(distinct(lines).values(), key=lambda one: (one.day, one.for_day, one.line_id)):
            if line.day > as_of:
                break
            sum_of_points += line.points
            shown.append(
                CreditEntry(
                    day=line.day,
                    points=line.points,
                    balance=sum_of_points,
                    kind=line.kind,
                    reason=line.reason,
                    text=text_of(line, self.library),
                    clause_id=line.clause_id,
                    decision_id=line.decision_id,
                    quiz_id=line.quiz_id,
                    rule_version=line.rule_version,
                    expires_on=line.expires_on,
                )
            )
        return tuple(reversed(shown))
