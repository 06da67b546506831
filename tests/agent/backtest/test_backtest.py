"""Each past case is decided under both versions, once where possible; a failure is reported."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from agent.backtest.backtest import Backtest, BacktestResult, CachedEmbedder, FailedCase
from agent.backtest.policy_version import PastCase, PolicyVersion
from agent.build import Clausewise
from domain.case import Case
from domain.verdict import Outcome
from policies.diff.change import ChangeKind
from retrieval.embedder import Embedder, Vectors
from tests.agent.edited_policies import edited_version, past_case

ENDS_IN_AUGUST: dict[str, Any] = {"effective_to": date(2026, 8, 31)}


@dataclass
class CountingEmbedder:
    """Records the texts that it embeds."""

    inner: Embedder
    embedded: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name, self.dimensions = self.inner.name, self.inner.dimensions
        self.max_tokens, self.languages = self.inner.max_tokens, self.inner.languages

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded.append(tuple(texts))
        return self.inner.embed(texts)


def decide_cases(old: PolicyVersion, new: PolicyVersion, *past_cases: PastCase) -> list[BacktestResult]:
    results = list(Backtest(old, new).run(past_cases))
    assert all(isinstance(result, BacktestResult) for result in results), results
    return [result for result in results if isinstance(result, BacktestResult)]


def with_counting_embedder(shop: Clausewise) -> tuple[Clausewise, CountingEmbedder]:
    embedder = CountingEmbedder(shop.corpus.embedder)
    gatherer = replace(shop.adjudicator.gatherer, embedder=CachedEmbedder(embedder))
    return replace(shop, adjudicator=replace(shop.adjudicator, gatherer=gatherer)), embedder


def test_stricter_check_changes_the_cases_it_reaches(shop: Clausewise) -> None:
    new = edited_version(shop, check="facts.stock_left > 10")
    below, between, above = decide_cases(edited_version(shop), new, past_case(5), past_case(15), past_case(30))
    assert (below.diff, above.diff) == (None, None)
    assert between.diff is not None
    assert (between.diff.before, between.diff.after) == (Outcome.NO_VIOLATION, Outcome.VIOLATION)
    assert [(c.clause_id, c.changes) for c in between.diff.causes] == [("SCR-1", (ChangeKind.CHECK,))]
    assert (between.diff.tier, between.diff.action_after.points_total) == ("gold", 7)


def test_more_points_change_the_action_and_not_the_outcome(shop: Clausewise) -> None:
    (result,) = decide_cases(edited_version(shop), edited_version(shop, points=3), past_case(30))
    assert result.diff is not None
    assert not result.diff.outcome_changed
    assert (result.diff.action_before.action, result.diff.action_after.action) == ("warning", "feature_limit")


def test_two_dates_of_one_corpus_are_two_versions(shop: Clausewise) -> None:
    before, after = (
        edited_version(shop, date(2026, 8, 31), **ENDS_IN_AUGUST),
        edited_version(shop, date(2026, 9, 1), **ENDS_IN_AUGUST),
    )
    (result,) = decide_cases(before, after, past_case(30))
    assert result.diff is not None
    assert [(c.clause_id, c.changes) for c in result.diff.causes] == [("SCR-1", (ChangeKind.REMOVED,))]


def test_case_is_decided_once_if_nothing_differs(shop: Clausewise) -> None:
    (result,) = decide_cases(edited_version(shop), edited_version(shop), past_case(30))
    assert (result.decided_once, result.diff, result.after) == (True, None, result.before)


def test_case_is_decided_once_if_the_change_is_irrelevant(shop: Clausewise) -> None:
    before, after = (edited_version(shop, day, **ENDS_IN_AUGUST) for day in (date(2026, 7, 1), date(2026, 7, 2)))
    assert [result.decided_once for result in decide_cases(before, after, past_case(30))] == [True]


def test_judge_with_another_corpus_decides_again(shop: Clausewise) -> None:
    old = PolicyVersion(shop, None)
    other_corpus = replace(shop, corpus=replace(shop.corpus, fingerprint="another"))
    assert [r.decided_once for r in decide_cases(old, PolicyVersion(other_corpus, None), past_case(30))] == [False]
    assert [r.decided_once for r in decide_cases(old, PolicyVersion(shop, None), past_case(30))] == [True]


def test_case_is_embedded_once_for_both_versions(shop: Clausewise) -> None:
    counted, embedder = with_counting_embedder(shop)
    results = decide_cases(edited_version(counted), edited_version(counted, points=3), past_case(30), past_case(40))
    assert [result.decided_once for result in results] == [False, False]
    assert embedder.embedded == [("only two left",)]


def test_failed_case_does_not_stop_the_others(shop: Clausewise) -> None:
    early = PastCase("early", Case(id="c", facts={"stock_left": 30}, content_date=date(2020, 1, 1)))
    unreadable = FailedCase("line 3", "unreadable")
    first, second, third = Backtest(edited_version(shop), edited_version(shop)).run([early, unreadable, past_case(30)])
    assert isinstance(first, FailedCase)
    assert (first.name, first.reason.partition(":")[0]) == ("early", "no policy is in force on 2020-01-01")
    assert second == unreadable
    assert isinstance(third, BacktestResult)


def test_signals_are_read_once_for_both_versions(shop: Clausewise) -> None:
    (result,) = decide_cases(edited_version(shop), edited_version(shop, points=3), past_case(30, signal_reading=None))
    assert result.after.evidence.signals == result.before.evidence.signals
