"""Evidence of a case: clauses by content, by check and by reference; signals; segments in their places."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from agent.build import Clausewise
from agent.evidence.gathering import EvidenceGatherer, NothingInForceError, cut
from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.evidence import FoundBy, Precedent
from domain.policy import PolicyDocument
from domain.signals import CreatorSignals, SignalCondition, SignalReading
from policies.library import Library, UnknownMarket
from retrieval.index import open_clause_index
from retrieval.precedents import open_precedent_index
from tests.agent.judges.shop import said

ON = date(2026, 6, 1)


@dataclass
class Known:
    """Knows every creator, and remembers who was asked for."""

    name: str = "known"
    asked: list[str] = field(default_factory=list)

    def read(self, creator_id: str) -> SignalReading:
        self.asked.append(creator_id)
        signals = CreatorSignals(creator_id=creator_id, strikes=1)
        return SignalReading(condition=SignalCondition.KNOWN, source=self.name, signals=signals)


@pytest.fixture
def gatherer(shop: Clausewise) -> EvidenceGatherer:
    return replace(shop.adjudicator.gatherer, signals=Known(), candidates=1)


def ways(gatherer: EvidenceGatherer, case: Case) -> list[tuple[str, str, FoundBy]]:
    return [(f.id, f.clause_id, f.found_by) for f in gatherer.gather(case, ON).evidence.clauses]


def test_content_finds_a_rule_and_brings_what_it_points_to(gatherer: EvidenceGatherer) -> None:
    assert ways(gatherer, said("this tea cured my diabetes")) == [
        ("C1", "CLM-1", FoundBy.CONTENT),
        ("C2", "CLM-9", FoundBy.REFERENCE),
        ("C3", "DEF-1", FoundBy.REFERENCE),
    ]


def test_a_fact_finds_the_rule_that_reads_it(gatherer: EvidenceGatherer) -> None:
    checked = [("C1", "SCR-1", FoundBy.CHECK), ("C2", "SCR-9", FoundBy.REFERENCE)]
    assert ways(gatherer, Case(id="c", facts={"stock_left": 3})) == checked
    both = said("only two left although the warehouse is full", facts={"stock_left": 3})
    assert ways(gatherer, both) == checked
    found = gatherer.gather(both, ON).evidence.clauses[0]
    assert found.score > 0
    assert ways(gatherer, Case(id="c", facts={"stock_left": None})) == []


def test_the_brief_holds_what_the_evidence_names(gatherer: EvidenceGatherer) -> None:
    case = said("this tea cured my diabetes", "Good morning.\nWelcome to the kitchen of my friend 🎉 and me!")
    brief = gatherer.gather(case, ON)
    assert list(brief.clauses) == [found.clause_id for found in brief.evidence.clauses]
    assert brief.segments == cut(case)
    assert brief.vectors.shape == (len(brief.segments), gatherer.embedder.dimensions)
    np.testing.assert_allclose(np.linalg.norm(brief.vectors, axis=1), 1, rtol=1e-4)
    for segment in brief.segments:
        item = case.item(segment.item_id)
        assert item is not None
        assert item.text[segment.start : segment.end] == segment.text


def test_signals_are_asked_for_a_creator_and_for_nobody_else(gatherer: EvidenceGatherer) -> None:
    source = Known()
    asking = replace(gatherer, signals=source)
    nobody = asking.gather(said("hello"), ON).evidence.signals
    assert (nobody, source.asked) == (SignalReading(condition=SignalCondition.NO_CREATOR, source="known"), [])
    known = asking.gather(said("hello", creator_id="cr_x"), ON).evidence.signals
    assert (known.signals, source.asked) == (CreatorSignals(creator_id="cr_x", strikes=1), ["cr_x"])


def test_where_no_law_binds_it_says_so(gatherer: EvidenceGatherer) -> None:
    with pytest.raises(NothingInForceError, match="no policy is in force on 2025-12-31: give the case"):
        gatherer.gather(said("hello"), date(2025, 12, 31))
    with pytest.raises(NothingInForceError, match="in force on 2025-12-31 in GB"):
        gatherer.gather(said("hello", market="GB"), date(2025, 12, 31))
    with pytest.raises(UnknownMarket, match='unknown market "XX"'):
        gatherer.gather(said("hello", market="xx"), ON)


def test_a_precedent_of_another_scope_is_no_evidence(gatherer: EvidenceGatherer, tmp_path: Path) -> None:
    texts = {
        "far": (None, "the parcel was sent from Rotterdam"),
        "ours": ("shop", "this balm cured my eczema"),
        "all": (None, "that tea cured my diabetes"),
    }
    known = [Precedent(id=name, scope=scope, text=text) for name, (scope, text) in texts.items()]
    known += [Precedent(id=f"other {n}", scope="forum", text="this tea cured my diabetes") for n in range(5)]
    index = open_precedent_index(tmp_path, known, "precedents", gatherer.embedder)
    asking = replace(gatherer, precedents=index)

    def found(scope: str | None) -> list[str]:
        case = said("hello there, my friends", "this tea cured my diabetes", scope=scope)
        return [precedent.precedent_id for precedent in asking.gather(case, ON).evidence.precedents]

    assert found("shop") == ["all", "ours", "far"]
    assert found(None) == ["all", "far"]
    assert found("forum") == ["other 0", "other 1", "other 2"]


def reading(gatherer: EvidenceGatherer, folder: Path, *clauses: Clause) -> EvidenceGatherer:
    """The gatherer with these clauses for its law."""
    library = Library("law", (PolicyDocument(id="p", title="P", version="1", clauses=clauses),))
    index = open_clause_index(folder, library.clauses, library.fingerprint, gatherer.embedder)
    return replace(gatherer, library=library, index=index, candidates=len(clauses))


def law(clause_id: str, text: str, market: str | None = None, scope: str | None = None) -> Clause:
    markets = frozenset({market} if market else ())
    return Clause(
        id=clause_id,
        policy_id="p",
        version="1",
        title="",
        text=text,
        kind=ClauseKind.RULE,
        markets=markets,
        scope=scope,
    )


def test_a_rule_of_another_market_is_told_apart(gatherer: EvidenceGatherer, tmp_path: Path) -> None:
    here, there = law("US-1", "Do not sell knives.", "US"), law("GB-1", "Do not sell fireworks.", "GB")
    brief = reading(gatherer, tmp_path, here, there).gather(said("fireworks for sale", market="US"), ON)
    assert list(brief.clauses) == ["US-1"]
    assert [clause for clause, _ in brief.clauses_not_in_force] == [there]


@pytest.mark.parametrize(("scope", "found"), [(None, {"a-1", "b-1"}), ("a", {"a-1"}), ("c", set())])
def test_a_case_without_a_scope_is_read_by_every_rule(
    gatherer: EvidenceGatherer, tmp_path: Path, scope: str | None, found: set[str]
) -> None:
    scoped = reading(gatherer, tmp_path, law("a-1", "No shouting.", scope="a"), law("b-1", "No singing.", scope="b"))
    case = said("shouting and singing", scope=scope)
    if found:
        assert set(scoped.gather(case, ON).clauses) == found
    else:
        with pytest.raises(NothingInForceError):
            scoped.gather(case, ON)
