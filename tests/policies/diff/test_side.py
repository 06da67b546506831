"""A side is what is in force on a day, or the latest version of each policy."""

from datetime import date

from policies.diff.side import Side, side_of
from tests.policies.diff.corpora import document, library, other, rule

OLD = document(rule(effective_to=date(2026, 4, 30)), other(0, effective_to=date(2026, 4, 30)))
NEW = document(rule(version="2.0", effective_from=date(2026, 5, 1)))


def keys(side: Side) -> list[str]:
    return [clause.key for clause in side.clauses]


def test_side_of_a_day_has_the_clauses_in_force() -> None:
    corpus = library(OLD, NEW)
    assert keys(side_of(corpus, date(2026, 4, 30), "")) == ["HLT-1@1.0", "OTH-0@1.0"]
    assert keys(side_of(corpus, date(2026, 5, 1), "")) == ["HLT-1@2.0"]
    assert side_of(corpus, date(2025, 12, 31), "").documents == ()


def test_side_of_a_day_covers_every_market() -> None:
    corpus = library(document(rule(markets=frozenset({"DE"})), other(0, markets=frozenset({"FR"}))))
    assert keys(side_of(corpus, date(2026, 4, 1), "")) == ["HLT-1@1.0", "OTH-0@1.0"]


def test_without_a_day_the_latest_version_is_used() -> None:
    future = document(rule(version="3.0", effective_from=date(2099, 1, 1)))
    ended = document(other(1, policy_id="ended", effective_to=date(2026, 2, 1)))
    assert keys(side_of(library(OLD, NEW, future, ended), None, "")) == ["HLT-1@3.0", "OTH-1@1.0"]


def test_later_version_of_one_market_keeps_that_of_another() -> None:
    germany, france = frozenset({"DE"}), frozenset({"FR"})
    german = document(rule(markets=germany), markets=germany)
    french = document(rule(version="1-fr", markets=france, effective_from=date(2026, 3, 1)), markets=france)
    assert keys(side_of(library(german, french), None, "")) == ["HLT-1@1.0", "HLT-1@1-fr"]


def test_side_has_label_name_and_markets() -> None:
    side = side_of(library(NEW), None, "edited")
    assert (side.label, side.name, side.markets) == ("edited", "Test corpus", {"DE": "Germany", "FR": "France"})
