"""Labels and proposals: stored once, answered once, gone with the creator, and no longer shown once expired."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.strategy_hit import ProposalAnswer, ProposalState, StrategyLabel, StrategyProposal
from store.decisions import DecisionStore, open_store
from store.erasure import Erasure
from store.errors import ProposalConflict
from store.strategies.proposals import Proposals
from store.strategies.strategy_labels import StrategyLabels
from tests.agent.statements.conftest import make_decision

NOW = datetime.now(UTC)
TODAY = NOW.date()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[DecisionStore]:
    with open_store(f"sqlite:///{tmp_path}/decisions.db") as opened:
        yield opened


def label(label_id: str, post_id: str | None = None, expires: date = TODAY + timedelta(days=9)) -> StrategyLabel:
    return StrategyLabel(
        label_id=label_id,
        strategy="many-posts",
        version=1,
        title="Many posts",
        creator_id="cr_anna",
        post_id=post_id,
        day=TODAY,
        expires=expires,
    )


def proposal(proposal_id: str) -> StrategyProposal:
    return StrategyProposal(
        proposal_id=proposal_id,
        strategy="many-posts",
        version=1,
        title="Many posts",
        owner="a team",
        creator_id="cr_anna",
        post_id=None,
        day=TODAY,
        created_at=NOW,
    )


def test_label_is_shown_on_its_subject_until_it_expires(store: DecisionStore) -> None:
    labels = StrategyLabels(store.database)
    on_creator, on_post, old = label("l1"), label("l2", "p1"), label("l3", expires=TODAY)
    assert (labels.add([on_creator, on_post, old], "test"), labels.add([on_creator], "test")) == (3, 0)
    assert labels.of(TODAY, "cr_anna") == (on_creator,)
    assert labels.of(TODAY, "cr_bob", "p1") == (on_post,)
    assert labels.of(TODAY) == ()
    assert labels.list(TODAY, "many-posts") == (on_creator, on_post)
    labels.end("many-posts", 1, TODAY)
    assert labels.list(TODAY) == ()


def test_decisions_are_filtered_by_label(store: DecisionStore) -> None:
    for name, creator in (("d1", "cr_anna"), ("d2", "cr_bob"), ("d3", "cr_bob")):
        store.save(*make_decision(name, "HLT-1", creator_id=creator))
    StrategyLabels(store.database).add([label("l1"), label("l2", "case-d2")], "test")
    assert {one.decision_id for one in store.list(10, label="many-posts")} == {"d1", "d2"}
    assert store.list(10, label="other") == ()


def test_proposal_is_answered_once(store: DecisionStore) -> None:
    proposals = Proposals(store.database)
    assert (proposals.add([proposal("p1"), proposal("p2")], "test"), proposals.add([proposal("p1")], "test")) == (2, 0)
    answer = ProposalAnswer(accepted=True, reason="Many complaints.")
    accepted = proposals.answer("p1", answer, "ana", "key", NOW)
    assert (accepted.state, accepted.person, accepted.reason) == (ProposalState.ACCEPTED, "ana", "Many complaints.")
    assert proposals.add([proposal("p1")], "test") == 0
    assert proposals.get("p1") == accepted
    with pytest.raises(ProposalConflict, match="ana has accepted proposal p1 already"):
        proposals.answer("p1", answer, "bea", "key", NOW)
    with pytest.raises(ProposalConflict, match="there is no proposal p9"):
        proposals.answer("p9", answer, "bea", "key", NOW)
    assert [one.proposal_id for one in proposals.list(ProposalState.OPEN)] == ["p2"]
    later = NOW + timedelta(days=1)
    assert proposals.list(ProposalState.ACCEPTED, later) == ()


def test_erasure_removes_labels_and_proposals(store: DecisionStore) -> None:
    StrategyLabels(store.database).add([label("l1")], "test")
    Proposals(store.database).add([proposal("p1")], "test")
    Erasure(store.database).erase_creator("cr_anna", "test")
    assert (StrategyLabels(store.database).list(TODAY), Proposals(store.database).list()) == ((), ())
