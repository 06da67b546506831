"""Past cases come out under both laws, one for one; what cannot be decided is told, and nothing is decided in vain."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from agent.backtest.backtest import Failed, Rehearsal, Rehearsed
from agent.backtest.policy_version import Law, Past
from agent.build import Clausewise
from domain.case import Case
from domain.verdict import Outcome
from policies.diff.change import Sort
from retrieval.embedder import Embedder, Vectors
from tests.agent.edited import law, past

ENDS: dict[str, Any] = {"effective_to": date(2026, 8, 31)}


@dataclass
class Counting:
    """The shop's embedder, with what it was asked."""

    inner: Embedder
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name, self.dimensions = self.inner.name, self.inner.dimensions
        self.max_tokens, self.languages = self.inner.max_tokens, self.inner.languages

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(tuple(texts))
        return self.inner.embed(texts)


def rehearsed(old: Law, new: Law, *pasts: Past) -> list[Rehearsed]:
    results = list(Rehearsal(old, new).run(pasts))
    assert all(isinstance(result, Rehearsed) for result in results), results
    return [result for result in results if isinstance(result, Rehearsed)]


def counting(shop: Clausewise) -> tuple[Clausewise, Counting]:
    embedder = Counting(shop.corpus.embedder)
    return replace(shop, corpus=replace(shop.corpus, embedder=embedder)), embedder


def test_a_stricter_check_flips_the_cases_it_reaches(shop: Clausewise) -> None:
    new = law(shop, check="facts.stock_left > 10")
    below, between, above = rehearsed(law(shop), new, past(5), past(15), past(30))
    assert (below.impact, above.impact) == (None, None)
    assert between.impact is not None
    assert (between.impact.before, between.impact.after) == (Outcome.NO_VIOLATION, Outcome.VIOLATION)
    assert [(c.clause_id, c.changes) for c in between.impact.causes] == [("SCR-1", (Sort.CHECK,))]
    assert (between.impact.tier, between.impact.effect_after.total) == ("gold", 7)


def test_more_points_change_the_consequence_and_not_the_verdict(shop: Clausewise) -> None:
    (result,) = rehearsed(law(shop), law(shop, points=3), past(30))
    assert result.impact is not None
    assert not result.impact.flips
    assert (result.impact.effect_before.measure, result.impact.effect_after.measure) == ("warning", "feature_limit")


def test_two_days_of_one_corpus_are_two_laws(shop: Clausewise) -> None:
    before, after = law(shop, date(2026, 8, 31), **ENDS), law(shop, date(2026, 9, 1), **ENDS)
    (result,) = rehearsed(before, after, past(30))
    assert result.impact is not None
    assert [(c.clause_id, c.changes) for c in result.impact.causes] == [("SCR-1", (Sort.REMOVED,))]


def test_where_nothing_differs_a_case_is_decided_once(shop: Clausewise) -> None:
    (result,) = rehearsed(law(shop), law(shop), past(30))
    assert (result.spared, result.impact, result.after) == (True, None, result.before)


def test_a_case_that_the_change_does_not_bear_on_is_decided_once(shop: Clausewise) -> None:
    before, after = (law(shop, day, **ENDS) for day in (date(2026, 7, 1), date(2026, 7, 2)))
    assert [result.spared for result in rehearsed(before, after, past(30))] == [True]


def test_a_judge_that_learns_is_asked_again_though_the_law_in_force_is_the_same(shop: Clausewise) -> None:
    old = Law(shop, None)
    learned = replace(shop, corpus=replace(shop.corpus, fingerprint="another"))
    assert [r.spared for r in rehearsed(old, Law(learned, None), past(30))] == [False]
    assert [r.spared for r in rehearsed(old, Law(shop, None), past(30))] == [True]


def test_a_case_is_embedded_once_for_both_laws(shop: Clausewise) -> None:
    counted, embedder = counting(shop)
    results = rehearsed(law(counted), law(counted, points=3), past(30), past(40))
    assert [result.spared for result in results] == [False, False]
    assert embedder.asked == [("only two left",)]


def test_what_fails_is_told_and_the_rest_goes_on(shop: Clausewise) -> None:
    early = Past("early", Case(id="c", facts={"stock_left": 30}, content_date=date(2020, 1, 1)))
    broken = Failed("line 3", "broken")
    first, second, third = Rehearsal(law(shop), law(shop)).run([early, broken, past(30)])
    assert isinstance(first, Failed)
    assert (first.name, first.why.partition(":")[0]) == ("early", "no policy is in force on 2020-01-01")
    assert second == broken
    assert isinstance(third, Rehearsed)


def test_both_sides_read_the_creator_once(shop: Clausewise) -> None:
    (result,) = rehearsed(law(shop), law(shop, points=3), past(30, reading=None))
    assert result.after.evidence.signals == result.before.evidence.signals
