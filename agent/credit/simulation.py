"""What other rules of credit would have made of the decision log: whose tier changes, by how much, in which market."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agent.credit.accrual import build_planner
from agent.credit.balance import balance, tier_of
from agent.credit.earning import CAP, SALES
from agent.credit.index import CreditIndex
from agent.credit.losing import SeverityOf
from agent.credit.planning import Planner, read_posts
from agent.credit.rules import CreditRules
from agent.credit.sales import SalesSource
from domain.base import FrozenModel
from domain.credit import Account, AccountKind, CreditKind, CreditLine, CreditReason
from store.credit.decision_facts import DecisionFacts

MIN_REFUSED = 10  # fewer refused earnings say nothing about an account
NO_MARKET = "not given"


class AccountChange(FrozenModel):
    """An account under the rules before and after."""

    account: Account
    market: str
    balance_before: int
    balance_after: int
    tier_before: str
    tier_after: str


class MarketChange(FrozenModel):
    """`up`, `down`: accounts that change to a higher or lower tier. `mean_change` of the balances, in points."""

    market: str
    accounts: int
    up: int
    down: int
    mean_change: float


class LikelyFarmer(FrozenModel):
    """An account that asked for much more credit than it got: of what would have earned, `refused_by_cap` was more
    than a day allows and `refused_by_sales` had no sales. A sign to look at, and no violation."""

    account: Account
    earned_lines: int
    refused_by_cap: int
    refused_by_sales: int
    balance_before: int
    balance_after: int


class SimulationReport(FrozenModel):
    """`changed`: accounts whose tier changes; `changes` lists them, the largest change of the balance first."""

    version_before: str
    version_after: str
    first_day: date | None
    last_day: date
    accounts: int
    changed: int
    changes: tuple[AccountChange, ...]
    markets: tuple[MarketChange, ...]
    likely_farmers: tuple[LikelyFarmer, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Simulation:
    """`trainings`: the lines that quizzes earned, which earn again under the rules that are tried. `sales` None: there
    is no warehouse of events."""

    decisions: Sequence[DecisionFacts]
    trainings: Sequence[CreditLine]
    severity_of: SeverityOf
    sales: SalesSource | None

    def compare(self, before: CreditRules, after: CreditRules, last: date) -> SimulationReport:
        old, new = self.replay(before, last), self.replay(after, last)
        accounts = sorted({*old.index.accounts, *new.index.accounts}, key=lambda one: (one.kind, one.id))
        markets = _markets(self.decisions)
        compared = [_change(one, markets.get(one.id, NO_MARKET), old, new) for one in accounts]
        changes = [one for one in compared if one.tier_before != one.tier_after]
        changes.sort(key=lambda one: (-abs(one.balance_after - one.balance_before), one.account.id))
        return SimulationReport(
            version_before=before.version,
            version_after=after.version,
            first_day=min((one.decided_on for one in self.decisions), default=None),
            last_day=last,
            accounts=len(accounts),
            changed=len(changes),
            changes=tuple(changes),
            markets=_by_market(compared, _places(before), _places(after)),
            likely_farmers=tuple(_farmers(old, new)),
            notes=() if self.sales else ("there is no warehouse of events: sales are not counted",),
        )

    def replay(self, rules: CreditRules, last: date) -> "Replay":
        """Day by day from the first decision to `last`, in memory."""
        record, index = read_posts(self.decisions, rules), CreditIndex()
        planner = build_planner(rules, self.severity_of, self.sales)
        passed = defaultdict[date, list[CreditLine]](list)
        for line in self.trainings:
            passed[line.day].append(line)
        first = min([*record.by_day, *passed], default=last)
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            planner.plan(record, day, day - timedelta(days=1) if number else None, index)
            _train(passed.get(day, ()), planner, index)
        return Replay(rules, index, Counter(planner.earning.refused.values()), last)


@dataclass(frozen=True)
class Replay:
    """The lines under some rules as of a day."""

    rules: CreditRules
    index: CreditIndex
    refused: Counter[tuple[Account, str]]
    last: date

    def balance(self, account: Account) -> int:
        return balance(self.index.lines(account), self.last)

    def tier(self, account: Account) -> str:
        return tier_of(self.balance(account), self.rules.tiers).name


def _train(passed: Sequence[CreditLine], planner: Planner, index: CreditIndex) -> None:
    for line in passed:
        if line.reason is CreditReason.TRAINING and line.kind is CreditKind.EARN and line.clause_id and line.quiz_id:
            earned = planner.earning.training(line.account, line.clause_id, line.quiz_id, line.day, index)
            for one in list(earned):
                index.add(one)


def _change(account: Account, market: str, old: Replay, new: Replay) -> AccountChange:
    return AccountChange(
        account=account,
        market=market,
        balance_before=old.balance(account),
        balance_after=new.balance(account),
        tier_before=old.tier(account),
        tier_after=new.tier(account),
    )


def _markets(decisions: Sequence[DecisionFacts]) -> Mapping[str, str]:
    """The commonest market of each creator; of two, the first by name."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for decision in decisions:
        counts[decision.creator_id][decision.market or NO_MARKET] += 1
    return {name: min(found, key=lambda market: (-found[market], market)) for name, found in counts.items()}


def _places(rules: CreditRules) -> Mapping[str, int]:
    return {tier.name: place for place, tier in enumerate(rules.tiers)}


def _by_market(
    changes: Sequence[AccountChange], old: Mapping[str, int], new: Mapping[str, int]
) -> tuple[MarketChange, ...]:
    """`old`, `new`: the places of the tiers, from the lowest up."""
    grouped = defaultdict[str, list[AccountChange]](list)
    for change in changes:
        grouped[change.market].append(change)
    return tuple(
        MarketChange(
            market=market,
            accounts=len(found),
            up=sum(new[one.tier_after] > old[one.tier_before] for one in found),
            down=sum(new[one.tier_after] < old[one.tier_before] for one in found),
            mean_change=sum(one.balance_after - one.balance_before for one in found) / len(found),
        )
        for market, found in sorted(grouped.items())
    )


def _farmers(old: Replay, new: Replay) -> "list[LikelyFarmer]":
    """Creators to whom the rules before refused at least MIN_REFUSED earnings, and more than they granted."""
    found = []
    for account in sorted({account for account, _ in old.refused}, key=lambda one: one.id):
        cap, sales = old.refused[account, CAP], old.refused[account, SALES]
        earned = sum(line.kind is CreditKind.EARN for line in old.index.lines(account))
        if account.kind is AccountKind.CREATOR and cap + sales >= max(MIN_REFUSED, earned + 1):
            found.append(
                LikelyFarmer(
                    account=account,
                    earned_lines=earned,
                    refused_by_cap=cap,
                    refused_by_sales=sales,
                    balance_before=old.balance(account),
                    balance_after=new.balance(account),
                )
            )
    return found
