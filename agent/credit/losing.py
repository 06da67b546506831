"""What an account loses by a confirmed violation, what an overturned one gives back, and which lines end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from agent.credit.balance import balance, tier_of
from agent.credit.index import CreditIndex
from agent.credit.rules import CreditRules
from agent.credit.sales import SalesSource
from agent.credit.settled import Settled, Status
from domain.clause import Severity
from domain.credit import Account, AccountKind, CreditKind, CreditLine, CreditReason
from store.credit.decision_facts import DecisionFacts

SeverityOf = Callable[[str, date], Severity | None]
"""Of a clause by its id in the version of a day; None: the policies do not have it."""
FIRST_NUMBER = 1


@dataclass(frozen=True)
class Losing:
    """`sales` None: there is no warehouse of events, so nobody is known to be a merchant."""

    rules: CreditRules
    severity_of: SeverityOf
    sales: SalesSource | None = None

    def lines(self, decision: DecisionFacts, status: Status, day: date, index: CreditIndex) -> Iterator[CreditLine]:
        """What `day` adds for a decision with this status. While an appeal is open, nothing is taken or given back. A
        shop that posts itself loses as a merchant too; one whose goods others show answers for no post."""
        if status.settled is Settled.OPEN:
            return
        yield from self._lines_of(Account(id=decision.creator_id), decision, status, day, index)
        if self.sales is not None and self.sales.is_merchant(decision.creator_id):
            merchant = Account(kind=AccountKind.MERCHANT, id=decision.creator_id)
            yield from self._lines_of(merchant, decision, status, day, index)

    def _lines_of(
        self, account: Account, decision: DecisionFacts, status: Status, day: date, index: CreditIndex
    ) -> Iterator[CreditLine]:
        clause_id = self._worst(status.violated, decision.decided_on)
        before = [line for line in index.losses(decision.decision_id) if line.account == account]
        active = before[-1] if before and f"restore:{before[-1].line_id}" not in index else None
        if active is not None and active.clause_id == clause_id:
            return
        if active is not None and index.remaining(active.line_id) and (clause_id or not status.violated):
            yield self._restored(active, day, -index.remaining(active.line_id))
        if clause_id is not None:
            yield self._lost(account, decision, clause_id, len(before) + FIRST_NUMBER, day, index)

    def _worst(self, violated: tuple[str, ...], on: date) -> str | None:
        """The clause of the highest severity. None: none, or none that the policies have."""
        known = {name: self.severity_of(name, on) for name in violated}
        ranked = [(severity, name) for name, severity in known.items() if severity is not None]
        return max(ranked)[1] if ranked else None

    def _lost(
        self, account: Account, decision: DecisionFacts, clause_id: str, number: int, day: date, index: CreditIndex
    ) -> CreditLine:
        of_merchant = "merchant:" if account.kind is AccountKind.MERCHANT else ""
        severity = self.severity_of(clause_id, decision.decided_on) or Severity.LOW
        educated = severity is Severity.LOW and self._is_educated_first(account, day, index)
        return CreditLine(
            line_id=f"lose:{of_merchant}{decision.decision_id}:{number}",
            account=account,
            day=day,
            for_day=decision.decided_on,
            kind=CreditKind.LOSE,
            reason=CreditReason.EDUCATION_FIRST if educated else CreditReason.VIOLATION,
            points=0 if educated else -self.rules.violation.points_of(severity),
            rule_version=self.rules.version,
            clause_id=clause_id,
            decision_id=decision.decision_id,
            expires_on=None if educated else day + timedelta(days=self.rules.violation.expires_after_days),
        )

    def _is_educated_first(self, account: Account, day: date, index: CreditIndex) -> bool:
        """By the tier at the end of the day before, and unless the account has lost anything in a while."""
        lines, yesterday = index.lines(account), day - timedelta(days=1)
        since = day - timedelta(days=self.rules.violation.education_again_after_days)
        tier = tier_of(balance(lines, yesterday), self.rules.tiers)
        lost = any(line.kind is CreditKind.LOSE and line.day > since for line in lines)
        return tier.benefits.education_first and not lost

    def _restored(self, lost: CreditLine, day: date, points: int) -> CreditLine:
        """Exactly what the line still takes."""
        return _ending(lost, day, CreditKind.RESTORE, CreditReason.OVERTURNED, points)


def decay_lines(day: date, since: date | None, index: CreditIndex) -> Iterator[CreditLine]:
    """Ends the lines that expire on `day`; `since` None: on any day up to it. One that was restored has ended."""
    for line_id in index.expired(day, since):
        points = -index.remaining(line_id)
        if points and f"decay:{line_id}" not in index:
            yield _ending(index.line(line_id), day, CreditKind.DECAY, CreditReason.EXPIRY, points)


def _ending(line: CreditLine, day: date, kind: CreditKind, reason: CreditReason, points: int) -> CreditLine:
    """Under the rule of the line that ends."""
    return CreditLine(
        line_id=f"{kind}:{line.line_id}",
        account=line.account,
        day=day,
        for_day=line.for_day,
        kind=kind,
        reason=reason,
        points=points,
        rule_version=line.rule_version,
        clause_id=line.clause_id,
        decision_id=line.decision_id,
        quiz_id=line.quiz_id,
        of_line=line.line_id,
    )
