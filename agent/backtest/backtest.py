"""Decides past cases under two policy versions and compares the decisions; saves nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache

from agent.backtest.decision_diff import DecisionDiff, PolicyChanges, compare_decisions
from agent.backtest.policy_version import PastCase, PolicyVersion
from agent.backtest.same_classifier import with_classifier_of
from agent.judges.rules import RulesJudge
from domain.decision import Decision
from domain.errors import InputError, OperationError
from policies.diff.comparison import compare_sides
from policies.diff.side import side_of
from retrieval.embedder import Embedder, Vectors

EMBEDDED_JUDGES = "rules+local"


@dataclass(frozen=True)
class FailedCase:
    """A case that could not be read or decided, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class BacktestResult:
    """`diff` is None if nothing changes. `decided_once`: nothing could change it, so the case was decided once for both
    versions."""

    past_case: PastCase
    before: Decision
    after: Decision
    diff: DecisionDiff | None
    decided_once: bool


class Backtest:
    """Build both versions with one `CachedEmbedder`: most of the time of a decision is embedding.
    `same_classifier`: both versions have one already, so that no change comes from it."""

    def __init__(self, old: PolicyVersion, new: PolicyVersion, *, same_classifier: bool = False) -> None:
        self.old, self.new, self.same_classifier = old, new, same_classifier
        self._changes: dict[tuple[date, date], PolicyChanges] = {}

    def run(self, past_cases: Iterable[PastCase | FailedCase]) -> Iterator[BacktestResult | FailedCase]:
        """One result for each past case, in order. A case that cannot be decided does not stop the others."""
        for past_case in past_cases:
            if isinstance(past_case, FailedCase):
                yield past_case
                continue
            try:
                yield self._decide_twice(past_case)
            except (InputError, OperationError) as error:
                yield FailedCase(past_case.name, str(error))

    def changes_for(self, past_case: PastCase) -> PolicyChanges:
        """The difference between the policies by which each version decides this case."""
        dates = self.old.date_for(past_case), self.new.date_for(past_case)
        if dates not in self._changes:
            old, new = (version.clausewise.corpus.library for version in (self.old, self.new))
            self._changes[dates] = PolicyChanges(compare_sides(side_of(old, dates[0], ""), side_of(new, dates[1], "")))
        return self._changes[dates]

    def _decide_twice(self, past_case: PastCase) -> BacktestResult:
        before = self.old.decide(past_case, past_case.signal_reading)
        same_policies = self.old.relevant_policies(past_case) == self.new.relevant_policies(past_case)
        if self._judges_are_equal and same_policies:
            return BacktestResult(past_case, before, before, None, decided_once=True)
        after = self.new.decide(past_case, before.evidence.signals)
        diff = compare_decisions(past_case.name, before, after, self.changes_for(past_case))
        if diff is not None and diff.outcome_changed and self._new_with_old_classifier is not None:
            pinned = self._new_with_old_classifier.decide(past_case, before.evidence.signals)
            by_classifier = pinned.verdict.outcome is before.verdict.outcome
            diff = diff.model_copy(update={"by_classifier": by_classifier})
        return BacktestResult(past_case, before, after, diff, decided_once=False)

    @cached_property
    def _new_with_old_classifier(self) -> PolicyVersion | None:
        """Tells what the policies change from what the classifier changes, which learns from the whole corpus. None if
        the judges have no classifier, the same one, or ask language models."""
        old, new = self.old.clausewise, self.new.clausewise
        embedded = old.adjudicator.judge.name == new.adjudicator.judge.name == EMBEDDED_JUDGES
        if self.same_classifier or not embedded or old.corpus.fingerprint == new.corpus.fingerprint:
            return None
        return replace(self.new, clausewise=with_classifier_of(old, new))

    @cached_property
    def _judges_are_equal(self) -> bool:
        """Whether both judges decide the same by the same policies. A trained judge depends on every example of its
        corpus."""
        old, new = self.old.clausewise, self.new.clausewise
        rules_only = old.adjudicator.judge.name == new.adjudicator.judge.name == RulesJudge.name
        return rules_only or old.corpus.fingerprint == new.corpus.fingerprint


class CachedEmbedder:
    """An embedder that remembers the last texts, so that a case is embedded once for both versions."""

    def __init__(self, embedder: Embedder) -> None:
        self.name, self.dimensions = embedder.name, embedder.dimensions
        self.max_tokens, self.languages = embedder.max_tokens, embedder.languages
        self._embed = lru_cache(maxsize=1)(embedder.embed)

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._embed(tuple(texts))
