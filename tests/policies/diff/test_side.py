"""A side is the law of a day in every market, or the latest version of each policy."""

from datetime import date

from policies.diff.side import Side, side_of
from tests.policies.diff.corpora import document, library, other, rule

OLD = document(rule(effective_to=date(2026, 4, 30)), other(0, effective_to=date(2026, 4, 30)))
NEW = document(rule(version="2.0", effective_from=date(2026, 5, 1)))


def keys(side: Side) -> list[str]:
    return [clause.key for clause in side.clauses]


def test_the_law_of_a_day() -> None:
    law = library(OLD, NEW)
    assert keys(side_of(law, date(2026, 4, 30), "")) == ["HLT-1@1.0", "OTH-0@1.0"]
    assert keys(side_of(law, date(2026, 5, 1), "")) == ["HLT-1@2.0"]
    assert side_of(law, date(2025, 12, 31), "").documents == ()


def test_a_day_counts_in_every_market() -> None:
    law = library(document(rule(markets=frozenset({"DE"})), other(0, markets=frozenset({"FR"}))))
    assert keys(side_of(law, date(2026, 4, 1), "")) == ["HLT-1@1.0", "OTH-0@1.0"]


def test_without_a_day_the_latest_version_counts_though_it_is_not_in_force_yet_or_over() -> None:
    far = document(rule(version="3.0", effective_from=date(2099, 1, 1)))
    over = document(other(1, policy_id="over", effective_to=date(2026, 2, 1)))
    assert keys(side_of(library(OLD, NEW, far, over), None, "")) == ["HLT-1@3.0", "OTH-1@1.0"]


def test_a_later_version_for_one_market_leaves_that_of_another() -> None:
    here, there = frozenset({"DE"}), frozenset({"FR"})
    german = document(rule(markets=here), markets=here)
    french = document(rule(version="1-fr", markets=there, effective_from=date(2026, 3, 1)), markets=there)
    assert keys(side_of(library(german, french), None, "")) == ["HLT-1@1.0", "HLT-1@1-fr"]


def test_the_label_and_the_corpus_are_named() -> None:
    side = side_of(library(NEW), None, "edited")
    assert (side.label, side.name, side.markets) == ("edited", "House", {"DE": "Germany", "FR": "France"})
