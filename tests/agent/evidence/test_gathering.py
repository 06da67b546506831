"""The evidence of a case: clauses by content, check and reference; signals; precedents; segments."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from agent.build import Clausewise
from agent.evidence.content import segment_content
from agent.evidence.gathering import EvidenceGatherer, NothingInForceError
from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.evidence import FoundBy, Precedent
from domain.policy import PolicyDocument
from domain.signals import CreatorSignals, SignalCondition, SignalReading
from policies.library import Library, UnknownMarket
from retrieval.index import open_clause_index
from retrieval.precedents import open_precedent_index
from tests.agent.judges.shop import make_case

AS_OF = date(2026, 6, 1)


@dataclass
class KnownSource:
    """Knows every creator and records the requested ids."""

    name: str = "known"
    requested: list[str] = field(default_factory=list)

    def read(self, creator_id: str) -> SignalReading:
        self.requested.append(creator_id)
        signals = CreatorSignals(creator_id=creator_id, strikes=1)
        return SignalReading(condition=SignalCondition.KNOWN, source=self.name, signals=signals)


@pytest.fixture
def gatherer(shop: Clausewise) -> EvidenceGatherer:
    return replace(shop.adjudicator.gatherer, signals=KnownSource(), max_candidates=1)


def found_by(gatherer: EvidenceGatherer, case: Case) -> list[tuple[str, str, FoundBy]]:
    return [(f.id, f.clause_id, f.found_by) for f in gatherer.gather(case, AS_OF).evidence.clauses]


def test_content_finds_a_rule_and_its_references(gatherer: EvidenceGatherer) -> None:
    assert found_by(gatherer, make_case("this tea cured my diabetes")) == [
        ("C1", "CLM-1", FoundBy.CONTENT),
        ("C2", "CLM-9", FoundBy.REFERENCE),
        ("C3", "DEF-1", FoundBy.REFERENCE),
    ]


def test_fact_finds_the_rule_that_reads_it(gatherer: EvidenceGatherer) -> None:
    checked = [("C1", "SCR-1", FoundBy.CHECK), ("C2", "SCR-9", FoundBy.REFERENCE)]
    assert found_by(gatherer, Case(id="c", facts={"stock_left": 3})) == checked
    both = make_case("only two left although the warehouse is full", facts={"stock_left": 3})
    assert found_by(gatherer, both) == checked
    found = gatherer.gather(both, AS_OF).evidence.clauses[0]
    assert found.score > 0
    assert found_by(gatherer, Case(id="c", facts={"stock_left": None})) == []


def test_judge_input_has_the_clauses_of_the_evidence(gatherer: EvidenceGatherer) -> None:
    case = make_case("this tea cured my diabetes", "Good morning.\nWelcome to the kitchen of my friend 🎉 and me!")
    judge_input = gatherer.gather(case, AS_OF)
    assert list(judge_input.clauses) == [found.clause_id for found in judge_input.evidence.clauses]
    assert judge_input.segments == segment_content(case)
    assert judge_input.vectors.shape == (len(judge_input.segments), gatherer.embedder.dimensions)
    np.testing.assert_allclose(np.linalg.norm(judge_input.vectors, axis=1), 1, rtol=1e-4)
    for segment in judge_input.segments:
        item = case.item(segment.item_id)
        assert item is not None
        assert item.text[segment.start : segment.end] == segment.text


def test_signals_are_read_only_for_a_creator(gatherer: EvidenceGatherer) -> None:
    source = KnownSource()
    with_source = replace(gatherer, signals=source)
    no_creator = with_source.gather(make_case("hello"), AS_OF).evidence.signals
    assert (no_creator, source.requested) == (SignalReading(condition=SignalCondition.NO_CREATOR, source="known"), [])
    known = with_source.gather(make_case("hello", creator_id="cr_x"), AS_OF).evidence.signals
    assert (known.signals, source.requested) == (CreatorSignals(creator_id="cr_x", strikes=1), ["cr_x"])


def test_nothing_in_force_is_an_error(gatherer: EvidenceGatherer) -> None:
    with pytest.raises(NothingInForceError, match="no policy is in force on 2025-12-31: give the case"):
        gatherer.gather(make_case("hello"), date(2025, 12, 31))
    with pytest.raises(NothingInForceError, match="in force on 2025-12-31 in GB"):
        gatherer.gather(make_case("hello", market="GB"), date(2025, 12, 31))
    with pytest.raises(UnknownMarket, match='unknown market "XX"'):
        gatherer.gather(make_case("hello", market="xx"), AS_OF)


def test_precedent_of_another_scope_is_no_evidence(gatherer: EvidenceGatherer, tmp_path: Path) -> None:
    texts = {
        "far": (None, "the parcel was sent from Rotterdam"),
        "ours": ("shop", "this balm cured my eczema"),
        "all": (None, "that tea cured my diabetes"),
    }
    precedents = [Precedent(id=name, scope=scope, text=text) for name, (scope, text) in texts.items()]
    precedents += [Precedent(id=f"other {n}", scope="forum", text="this tea cured my diabetes") for n in range(5)]
    index = open_precedent_index(tmp_path, precedents, "precedents", gatherer.embedder)
    with_precedents = replace(gatherer, precedents=index)

    def found(scope: str | None) -> list[str]:
        case = make_case("hello there, my friends", "this tea cured my diabetes", scope=scope)
        return [precedent.precedent_id for precedent in with_precedents.gather(case, AS_OF).evidence.precedents]

    assert found("shop") == ["all", "ours", "far"]
    assert found(None) == ["all", "far"]
    assert found("forum") == ["other 0", "other 1", "other 2"]


def with_clauses(gatherer: EvidenceGatherer, folder: Path, *clauses: Clause) -> EvidenceGatherer:
    """The gatherer with a library of these clauses."""
    library = Library("library", (PolicyDocument(id="p", title="P", version="1", clauses=clauses),))
    index = open_clause_index(folder, library.clauses, library.fingerprint, gatherer.embedder)
    return replace(gatherer, library=library, index=index, max_candidates=len(clauses))


def make_rule(clause_id: str, text: str, market: str | None = None, scope: str | None = None) -> Clause:
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


def test_rule_of_another_market_is_not_in_force(gatherer: EvidenceGatherer, tmp_path: Path) -> None:
    us_rule, gb_rule = make_rule("US-1", "Do not sell knives.", "US"), make_rule("GB-1", "Do not sell fireworks.", "GB")
    judge_input = with_clauses(gatherer, tmp_path, us_rule, gb_rule).gather(
        make_case("fireworks for sale", market="US"), AS_OF
    )
    assert list(judge_input.clauses) == ["US-1"]
    assert [clause for clause, _ in judge_input.clauses_not_in_force] == [gb_rule]


@pytest.mark.parametrize(("scope", "found"), [(None, {"a-1", "b-1"}), ("a", {"a-1"}), ("c", set())])
def test_case_without_a_scope_meets_rules_of_every_scope(
    gatherer: EvidenceGatherer, tmp_path: Path, scope: str | None, found: set[str]
) -> None:
    scoped = with_clauses(
        gatherer, tmp_path, make_rule("a-1", "No shouting.", scope="a"), make_rule("b-1", "No singing.", scope="b")
    )
    case = make_case("shouting and singing", scope=scope)
    if found:
        assert set(scoped.gather(case, AS_OF).clauses) == found
    else:
        with pytest.raises(NothingInForceError):
            scoped.gather(case, AS_OF)
