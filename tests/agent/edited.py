"""The small shop under another law, edited in memory, judged by its checks alone."""

from dataclasses import replace
from datetime import date
from typing import Any

from agent.adjudicator import NoDecisionLog
from agent.backtest.policy_version import Law, Past
from agent.build import Clausewise
from agent.judges.rules import RulesJudge
from domain.signals import CreatorSignals, PastViolation, SignalCondition, SignalReading
from policies.library import Library
from tests.agent.judges.shop import said

DAY = date(2026, 6, 1)
MAYA = SignalReading(
    condition=SignalCondition.KNOWN,
    source="then",
    signals=CreatorSignals(
        creator_id="cr_maya",
        tier="gold",
        violations=(PastViolation(id="v1", clause_id="SCR-1", date=date(2026, 5, 20), points=5),),
    ),
)


def law(shop: Clausewise, day: date | None = None, clause_id: str = "SCR-1", **changes: Any) -> Law:
    """The shop with that clause changed; a `check` of None and the like are changes too."""
    library = shop.corpus.library
    clauses = [c.model_copy(update=changes) if c.id == clause_id else c for c in library.clauses]
    document = library.documents[0].model_copy(update={"clauses": tuple(clauses)})
    return of_library(shop, Library(library.name, (document,), library.markets), day)


def of_library(shop: Clausewise, library: Library, day: date | None = None) -> Law:
    gatherer = replace(shop.adjudicator.gatherer, library=library)
    adjudicator = replace(
        shop.adjudicator, library=library, gatherer=gatherer, judge=RulesJudge(), record=NoDecisionLog()
    )
    shelf = replace(shop.corpus, library=library, fingerprint=library.fingerprint)
    return Law(Clausewise(shelf, adjudicator), day)


def past(stock: int, name: str = "case-1", **known: Any) -> Past:
    """A case of a shop with so many pieces left, by a creator of gold tier with 5 points from twelve days before."""
    case = said("only two left", facts={"stock_left": stock}, creator_id="cr_maya", content_date=DAY)
    return Past(name, case, **{"reading": MAYA, **known})
