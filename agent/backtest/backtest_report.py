"""The tally of a rehearsal: every case that changes, and how many do by clause, creator tier and measure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from agent.backtest.backtest import Failed, Rehearsed
from agent.backtest.decision_diff import NONE, WITHHELD, Impact, effect, tier
from domain.base import FrozenModel
from domain.ladder import EnforcementAction
from domain.verdict import Outcome

UNKNOWN = "unknown"
MEASURES = (NONE, *(measure.word for measure in EnforcementAction), WITHHELD)


class Failure(FrozenModel):
    past: str
    why: str


class Of(FrozenModel):
    """How many of so many."""

    cases: int
    flips: int


class Turn(FrozenModel):
    """So many cases, changed in outcome by this clause; `changed` where the law changed its words, or those of the
    exception weighed."""

    clause_id: str
    flips: int
    changed: bool


class BeforeAfter(FrozenModel):
    before: int
    after: int


class Report(FrozenModel):
    """`decided` cases came out under both laws, `spared` of them once for both, because nothing that bears on them
    differs. `otherwise` names past decisions whose outcome the first law alone does not bring again: another corpus,
    judge or Clausewise made them."""

    before: str
    after: str
    decided: int
    spared: int
    flips: int
    impacts: tuple[Impact, ...]
    outcomes: dict[str, BeforeAfter]
    clauses: tuple[Turn, ...]
    tiers: dict[str, Of]
    measures: dict[str, BeforeAfter]
    otherwise: tuple[str, ...]
    failures: tuple[Failure, ...]


def tally(results: Iterable[Rehearsed | Failed], before: str, after: str) -> Report:
    """Of each case only what changes is kept, so that there may be many."""
    counts = _Counts()
    for result in results:
        if isinstance(result, Failed):
            counts.failures.append(Failure(past=result.name, why=result.why))
        else:
            counts.add(result)
    return counts.report(before, after)


@dataclass(frozen=True)
class _Counts:
    impacts: list[Impact] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    cases: Counter[str] = field(default_factory=Counter)
    tiers: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)

    def add(self, result: Rehearsed) -> None:
        self.cases["spared" if result.spared else "decided twice"] += 1
        self.tiers[tier(result.before) or UNKNOWN] += 1
        for decision, counter in ((result.before, self.before), (result.after, self.after)):
            counter.update((decision.verdict.outcome.value, effect(decision.consequence).measure))
        if result.past.outcome not in (None, result.before.verdict.outcome):
            self.otherwise.append(result.past.name)
        if result.impact is not None:
            self.impacts.append(result.impact)

    def report(self, before: str, after: str) -> Report:
        flips = [impact for impact in self.impacts if impact.flips]
        return Report(
            before=before,
            after=after,
            decided=self.cases.total(),
            spared=self.cases["spared"],
            flips=len(flips),
            impacts=tuple(self.impacts),
            outcomes=self._totals(outcome.value for outcome in Outcome),
            clauses=_turns(flips),
            tiers=self._tiers(flips),
            measures=self._totals(MEASURES),
            otherwise=tuple(self.otherwise),
            failures=tuple(self.failures),
        )

    def _totals(self, names: Iterable[str]) -> dict[str, BeforeAfter]:
        there = (name for name in names if self.before[name] or self.after[name])
        return {name: BeforeAfter(before=self.before[name], after=self.after[name]) for name in there}

    def _tiers(self, flips: Iterable[Impact]) -> dict[str, Of]:
        flipped = Counter(impact.tier or UNKNOWN for impact in flips)
        ranked = sorted(self.tiers, key=lambda name: (name == UNKNOWN, name))
        return {name: Of(cases=self.tiers[name], flips=flipped[name]) for name in ranked}


def _turns(flips: Iterable[Impact]) -> tuple[Turn, ...]:
    """Those that the law changed stand first, and among equals the most flips."""
    causes = [cause for impact in flips for cause in impact.causes]
    changed = {cause.clause_id for cause in causes if cause.changed}
    counts = Counter(cause.clause_id for cause in causes)
    ranked = sorted(counts, key=lambda name: (name not in changed, -counts[name], name))
    return tuple(Turn(clause_id=name, flips=counts[name], changed=name in changed) for name in ranked)
