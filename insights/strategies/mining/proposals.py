"""Mines patterns on earlier days and proposes each as a strategy in shadow, with its backtest on later days."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from domain.base import FrozenModel
from domain.days import date_of
from domain.errors import InputError
from insights.estimate import Estimate
from insights.strategies.backtest import backtest
from insights.strategies.conditions import condition_variables
from insights.strategies.files import first_expiry
from insights.strategies.intervals import clustered_share
from insights.strategies.labels import Labelling, read_audit, read_labels
from insights.strategies.mining.anomalies import Investigation, investigations
from insights.strategies.mining.group_labels import read_group_labels
from insights.strategies.mining.rows import MiningRows, read_rows
from insights.strategies.mining.rules import Rule, find_rules, rule_hits
from insights.strategies.mining.uncovered import PolicyNote, uncovered_complaints
from insights.strategies.replay import day_words, replay
from insights.strategies.replaying import first_full_day
from insights.strategies.report import BacktestReport, StrategyBacktest
from insights.strategies.strategy import Action, State, Strategy
from insights.strategies.subjects import read_subjects
from insights.strategies.variables import reads_review_only
from insights.strategies.workload import read_review_cost
from warehouse.engines.base import Engine

VALID_DAYS, MAX_DAILY = 90, 30
VIOLATIONS, GROUPS = "violations", "groups"
NOTES = {
    VIOLATIONS: "Labels are decisions that people confirmed; what nobody reviewed has none. Rings of likes need "
    "--target groups where people have not decided about accounts.",
    GROUPS: "Labels are groups that the search for links found in the same likes: no person confirmed them. The "
    "precision says how well the rule agrees with that search.",
}


@dataclass(frozen=True)
class MiningOptions:
    """`split`: the last of the earlier days; None: the middle. Days count from 1970-01-01. `step`: days between the
    looks at a creator. `proposed_on`: the proposals hold for VALID_DAYS from then; None: from the last day."""

    target: str = VIOLATIONS
    clause: str | None = None
    first_day: int | None = None
    split: int | None = None
    horizon: int = 14
    appeal_days: int = 30
    step: int = 7
    owner: str = "nobody yet"
    investigate: int = 10
    proposed_on: date | None = None


class Proposal(FrozenModel):
    """`found_precision`: on the earlier days, on which the rule was chosen, so it flatters. `later`: the backtest on
    later days. `better_than_chance`: its lower bound there is above the base rate."""

    strategy: Strategy
    review_only: tuple[str, ...]
    found_precision: Estimate
    later: StrategyBacktest
    better_than_chance: bool


class MiningReport(FrozenModel):
    """`compared`: how many rules the search looked at."""

    target: str
    earlier: str
    compared: int
    backtest: BacktestReport
    proposals: tuple[Proposal, ...]
    investigations: tuple[Investigation, ...]
    policy_notes: tuple[PolicyNote, ...]
    notes: tuple[str, ...]


def mine(
    engine: Engine, last_day: int, options: MiningOptions, report: Callable[[int, int], None] = lambda done, total: None
) -> MiningReport:
    """Reads nothing later than `last_day`. Raises InputError if days or labels do not suffice."""
    if options.target not in NOTES:
        raise InputError(f"there is no target {options.target}: write {VIOLATIONS} or {GROUPS}")
    slices = _slices(engine, last_day, options)
    report(0, 3)
    rows = read_rows(engine, slices.earlier, slices.early_labels)
    rules, compared = find_rules(rows)
    report(1, 3)
    today = read_subjects(engine, last_day)
    if not rules:
        raise InputError("no rule is better than chance on the earlier days: choose another --target or more days")
    strategies = [_strategy(rule, last_day, options) for rule in rules]
    tested = _backtest(engine, strategies, slices, last_day)
    report(2, 3)
    proposals = [
        _proposal(strategy, rule, rows, later, tested)
        for strategy, rule, later in zip(strategies, rules, tested.strategies, strict=True)
    ]
    return MiningReport(
        target=options.clause or options.target,
        earlier=day_words(slices.earlier),
        compared=compared,
        backtest=tested,
        proposals=tuple(proposals),
        investigations=investigations(today, options.investigate),
        policy_notes=uncovered_complaints(engine, today),
        notes=(
            NOTES[options.target],
            f"{len(rules)} of {compared:,} rules were chosen on the earlier days; all are shown, whatever their "
            "backtest says.",
            "Creators may be in both slices. An investigation is opened by rare values alone, which are no sign of a "
            "violation.",
        ),
    )


@dataclass(frozen=True)
class _Slices:
    """The labels of the earlier days end before the later days begin."""

    earlier: tuple[int, ...]
    later: tuple[int, ...]
    early_labels: Labelling
    late_labels: Labelling


def _slices(engine: Engine, last_day: int, options: MiningOptions) -> _Slices:
    first = options.first_day if options.first_day is not None else first_full_day(engine)
    if options.target == GROUPS:
        split = options.split or (first + last_day) // 2
        earlier, later = _days(first, split, options.step), _days(split + 1, last_day, options.step)
        return _Slices(
            earlier, later, read_group_labels(engine, first, split), read_group_labels(engine, split + 1, last_day)
        )
    end = last_day - options.horizon
    split = options.split or (first + max(last_day - options.appeal_days, first)) // 2 + options.horizon // 2
    earlier, later = _days(first, split - options.horizon, options.step), _days(split, end, options.step)
    labels = read_labels(
        engine, last_day, horizon=options.horizon, appeal_days=options.appeal_days, clause=options.clause
    )
    return _Slices(earlier, later, labels, labels)


def _days(first: int, last: int, step: int) -> tuple[int, ...]:
    """The last day is one of them. Raises InputError if there is none."""
    days = tuple(range(last, first - 1, -step))[::-1]
    if not days:
        raise InputError(
            f"no day is left between {date_of(first)} and {date_of(last)}: move --split, or choose a shorter --horizon "
            "or fewer --appeal-days"
        )
    return days


def _strategy(rule: Rule, day: int, options: MiningOptions) -> Strategy:
    name = sha256(rule.when.encode()).hexdigest()[:6]
    about = (options.clause or options.target).lower().replace(".", "-")
    return Strategy(
        id=f"mined-{about}-{name}",
        version=1,
        title=f"Mined for {options.clause or options.target}: {rule.when}",
        owner=options.owner,
        expires=first_expiry(options.proposed_on or date_of(day), VALID_DAYS),
        max_daily=MAX_DAILY,
        when=rule.when,
        action=Action.QUEUE,
        states={State.SHADOW: date_of(day)},
    )


def _backtest(engine: Engine, strategies: Sequence[Strategy], slices: _Slices, last_day: int) -> BacktestReport:
    replayed = replay(engine, strategies, slices.later, slices.late_labels, read_audit(engine, last_day))
    return backtest(replayed, last_day, read_review_cost(engine, last_day))


def _proposal(
    strategy: Strategy, rule: Rule, rows: MiningRows, later: StrategyBacktest, tested: BacktestReport
) -> Proposal:
    hit, base = rule_hits(rule, rows), tested.labels[0].base_rate.value
    low = later.precision.low
    return Proposal(
        strategy=strategy,
        review_only=tuple(reads_review_only(condition_variables(rule.when))),
        found_precision=clustered_share(rows.positive[hit], rows.creator_id[hit]),
        later=later,
        better_than_chance=low is not None and base is not None and low > base,
    )
