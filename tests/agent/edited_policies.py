"""Policy versions of the shop with edited clauses, judged by rules alone, and past cases for them."""

from dataclasses import replace
from datetime import date
from typing import Any

from agent.backtest.policy_version import PastCase, PolicyVersion
from agent.build import Clausewise
from agent.judges.rules import RulesJudge
from domain.signals import CreatorSignals, PastViolation, SignalCondition, SignalReading
from policies.library import Library
from tests.agent.judges.shop import make_case

CASE_DATE = date(2026, 6, 1)
MAYA = SignalReading(
    condition=SignalCondition.KNOWN,
    source="then",
    signals=CreatorSignals(
        creator_id="cr_maya",
        tier="gold",
        violations=(PastViolation(id="v1", clause_id="SCR-1", date=date(2026, 5, 20), points=5),),
    ),
)


def edited_version(
    shop: Clausewise, as_of: date | None = None, clause_id: str = "SCR-1", **fields: Any
) -> PolicyVersion:
    """The shop with other fields of one clause, such as `check=None`."""
    library = shop.corpus.library
    clauses = [c.model_copy(update=fields) if c.id == clause_id else c for c in library.clauses]
    document = library.documents[0].model_copy(update={"clauses": tuple(clauses)})
    return version_of(shop, Library(library.name, (document,), library.markets), as_of)


def version_of(shop: Clausewise, library: Library, as_of: date | None = None) -> PolicyVersion:
    gatherer = replace(shop.adjudicator.gatherer, library=library)
    adjudicator = replace(shop.adjudicator, library=library, gatherer=gatherer, judge=RulesJudge())
    corpus = replace(shop.corpus, library=library, fingerprint=library.fingerprint)
    return PolicyVersion(Clausewise(corpus, adjudicator), as_of)


def past_case(stock_left: int, name: str = "case-1", **options: Any) -> PastCase:
    """A case with this stock, by a creator of the gold tier who got 5 points twelve days before."""
    case = make_case("only two left", facts={"stock_left": stock_left}, creator_id="cr_maya", content_date=CASE_DATE)
    return PastCase(name, case, **{"signal_reading": MAYA, **options})
