"""What an account earns, within the caps of the day of what it is for; beyond them nothing is earned."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from agent.credit.index import CreditIndex
from agent.credit.rules import CreditRules
from agent.credit.sales import SalesSource
from domain.credit import Account, AccountKind, CreditKind, CreditLine, CreditReason
from store.credit.decision_facts import DecisionFacts

CAP, SALES = "cap", "sales"  # why nothing was earned


@dataclass(frozen=True)
class Earning:
    """`sales` None: there is no warehouse of events. `refused`: whose lines, by their id, were not written, and why."""

    rules: CreditRules
    sales: SalesSource | None = None
    refused: dict[str, tuple[Account, str]] = field(default_factory=dict)

    def post(self, first: DecisionFacts, day: date, index: CreditIndex) -> Iterator[CreditLine]:
        """For a post that is compliant on `day`; `first` is the first decision about it. It waits while the warehouse
        does not reach the day on which it matures."""
        rule, account = self.rules.compliant_post, Account(id=first.creator_id)
        line_id, matures = f"post:{first.decision_id}", first.decided_on + timedelta(days=rule.hold_days)
        if line_id in index or day < matures:
            return
        if self.sales is None and not rule.without_warehouse:
            return
        if self.sales is not None:
            if not self.sales.reaches(matures):
                return
            buyers = self.sales.buyers(first.decided_on, rule.window_days, matures).get(account.id, 0)
            used = index.posts_earned(account, first.decided_on, rule.window_days)
            if buyers // rule.buyers_needed <= used:
                self.refused[line_id] = (account, SALES)
                return
        yield from self._within_caps(
            index,
            line_id=line_id,
            account=account,
            day=day,
            for_day=first.decided_on,
            reason=CreditReason.COMPLIANT_POST,
            points=rule.points,
            decision_id=first.decision_id,
        )

    def correction(
        self, violating: DecisionFacts, clause_id: str | None, again: DecisionFacts, day: date, index: CreditIndex
    ) -> Iterator[CreditLine]:
        """For a post that violated a clause and was found compliant when it was sent `again`."""
        line_id = f"correction:{violating.decision_id}"
        if line_id in index:
            return
        yield from self._within_caps(
            index,
            line_id=line_id,
            account=Account(id=violating.creator_id),
            day=day,
            for_day=again.decided_on,
            reason=CreditReason.CORRECTION,
            points=self.rules.correction.points,
            decision_id=again.decision_id,
            clause_id=clause_id,
        )

    def merchants(self, sold_on: date, day: date, index: CreditIndex) -> Iterator[CreditLine]:
        """For the sales of a day that were not returned."""
        rule, matures = self.rules.sales, sold_on + timedelta(days=self.rules.sales.hold_days)
        if self.sales is None or not self.sales.reaches(matures):
            return
        for merchant_id, sold in sorted(self.sales.merchants(sold_on, matures).items()):
            line_id, account = f"sales:{sold_on}:{merchant_id}", Account(kind=AccountKind.MERCHANT, id=merchant_id)
            enough = sold.buyers >= rule.buyers_needed and sold.returned <= rule.max_returned * sold.orders
            if enough and line_id not in index:
                yield from self._within_caps(
                    index,
                    line_id=line_id,
                    account=account,
                    day=day,
                    for_day=sold_on,
                    reason=CreditReason.SALES,
                    points=rule.points,
                )

    def training(
        self, account: Account, clause_id: str, quiz_id: str, day: date, index: CreditIndex
    ) -> Iterator[CreditLine]:
        """For a passed quiz, unless one about the clause has earned in the period, or others have earned enough."""
        rule = self.rules.training
        in_period = sum(line.points for line in self._trained(account, day, index))
        if self.earned_by_training(account, clause_id, day, index) or in_period + rule.points > rule.max_in_period:
            return
        yield from self._within_caps(
            index,
            line_id=f"training:{quiz_id}",
            account=account,
            day=day,
            for_day=day,
            reason=CreditReason.TRAINING,
            points=self.rules.training.points,
            clause_id=clause_id,
            quiz_id=quiz_id,
        )

    def earned_by_training(self, account: Account, clause_id: str, day: date, index: CreditIndex) -> bool:
        """Whether a quiz about the clause has earned in the period that ends with `day`."""
        return any(line.clause_id == clause_id for line in self._trained(account, day, index))

    def _trained(self, account: Account, day: date, index: CreditIndex) -> Iterator[CreditLine]:
        """What quizzes have earned in the period that ends with `day`."""
        since = day - timedelta(days=self.rules.training.period_days)
        for line in index.lines(account):
            if line.reason is CreditReason.TRAINING and line.kind is CreditKind.EARN and line.for_day > since:
                yield line

    def _within_caps(
        self,
        index: CreditIndex,
        *,
        line_id: str,
        account: Account,
        day: date,
        for_day: date,
        reason: CreditReason,
        points: int,
        **ids: str | None,
    ) -> Iterator[CreditLine]:
        caps = self.rules.caps
        room = min(caps.of(reason) - index.earned(account, for_day, reason), caps.all - index.earned(account, for_day))
        if points > room:
            self.refused[line_id] = (account, CAP)
            return
        yield CreditLine(
            line_id=line_id,
            account=account,
            day=day,
            for_day=for_day,
            kind=CreditKind.EARN,
            reason=reason,
            points=points,
            rule_version=self.rules.version,
            expires_on=day + timedelta(days=self.rules.expires_after(reason)),
            **ids,
        )
