"""Past cases decided under two laws, one after another; nothing of it is recorded."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache

from agent.backtest.decision_diff import Changed, Impact, impact
from agent.backtest.policy_version import Law, Past
from agent.judges.rules import RulesJudge
from domain.decision import Decision
from domain.errors import InputError, OperationError
from policies.diff.comparison import compare
from policies.diff.side import side_of
from retrieval.embedder import Embedder, Vectors


@dataclass(frozen=True)
class Failed:
    """A case that could not be read or decided, and why."""

    name: str
    why: str


@dataclass(frozen=True)
class Rehearsed:
    """`impact` is None where nothing changes; `spared` where there was nothing that could change it, and the case was
    decided once for both."""

    past: Past
    before: Decision
    after: Decision
    impact: Impact | None
    spared: bool


@dataclass(frozen=True)
class Rehearsal:
    old: Law
    new: Law
    _changed: dict[tuple[date, date], Changed] = field(default_factory=dict, init=False)

    def run(self, pasts: Iterable[Past | Failed]) -> Iterator[Rehearsed | Failed]:
        """One for each past case, in order. What cannot be decided is told and does not stop the others."""
        old, new = _sharing(self.old, self.new)
        for past in pasts:
            if isinstance(past, Failed):
                yield past
                continue
            try:
                yield self._rehearsed(past, old, new)
            except (InputError, OperationError) as error:
                yield Failed(past.name, str(error))

    def _rehearsed(self, past: Past, old: Law, new: Law) -> Rehearsed:
        before = old.decide(past, past.reading)
        if self._learned_alike and old.bearing(past) == new.bearing(past):
            return Rehearsed(past, before, before, None, spared=True)
        after = new.decide(past, before.evidence.signals)
        found = impact(past.name, before, after, self.changed(past))
        return Rehearsed(past, before, after, found, spared=False)

    def changed(self, past: Past) -> Changed:
        """What differs between the laws of the days that the case is decided by."""
        days = self.old.on(past), self.new.on(past)
        if days not in self._changed:
            old, new = (law.clausewise.corpus.library for law in (self.old, self.new))
            self._changed[days] = Changed(compare(side_of(old, days[0], ""), side_of(new, days[1], "")))
        return self._changed[days]

    @cached_property
    def _learned_alike(self) -> bool:
        """Whether equal laws make equal decisions: a judge that learns does so from every example of its corpus."""
        old, new = self.old.clausewise, self.new.clausewise
        by_rules = old.adjudicator.judge.name == new.adjudicator.judge.name == RulesJudge.name
        return by_rules or old.corpus.fingerprint == new.corpus.fingerprint


def _sharing(old: Law, new: Law) -> tuple[Law, Law]:
    """Both laws with one embedder, which embeds each case once: that is most of the time a decision takes."""
    embedder = _Remembering(old.clausewise.corpus.embedder)
    return _with(old, embedder), _with(new, embedder)


def _with(law: Law, embedder: Embedder) -> Law:
    adjudicator = law.clausewise.adjudicator
    gatherer = replace(adjudicator.gatherer, embedder=embedder)
    return replace(law, clausewise=replace(law.clausewise, adjudicator=replace(adjudicator, gatherer=gatherer)))


class _Remembering:
    """An embedder that gives the last texts' vectors again without asking."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimensions = embedder.name, embedder.dimensions
        self.max_tokens, self.languages = embedder.max_tokens, embedder.languages
        self._embed = lru_cache(maxsize=1)(embedder.embed)

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._embed(tuple(texts))
