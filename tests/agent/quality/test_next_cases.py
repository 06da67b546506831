"""The cases about which judge, reviewers and precedents disagree are proposed for labelling."""

from datetime import UTC, datetime

from agent.quality.next_cases import next_cases
from domain.case import Case
from domain.evidence import FoundPrecedent
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decision_rows import StoredDecision
from store.reviews import ReviewedDecision
from tests.store.conftest import Decide, case, decide

__all__ = ["case", "decide"]
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def review(reviewer: str, *violated: str) -> Review:
    return Review(
        review_id=f"rev_{reviewer}",
        decision_id="d",
        action=ReviewAction.AMEND,
        outcome=Outcome.VIOLATION if violated else Outcome.NO_VIOLATION,
        violated=violated,
        reason="x",
        reviewer=reviewer,
        reviewed_at=AT,
    )


def test_most_disagreements_come_first(case: Case, decide: Decide) -> None:
    def decided(name: str, *violated: str, precedent: tuple[str, ...], by: tuple[Review, ...] = ()) -> ReviewedDecision:
        decision = decide(name, *violated, outcome=Outcome.VIOLATION if violated else Outcome.NO_VIOLATION)
        near = FoundPrecedent(id="precedent:p1", precedent_id="p1", text="x", violated=precedent, score=0.9)
        far = near.model_copy(update={"violated": ("ADS-9",), "score": 0.2})
        evidence = decision.evidence.model_copy(update={"precedents": (far, near)})
        return ReviewedDecision(StoredDecision(case, decision.model_copy(update={"evidence": evidence})), by)

    candidates = [
        decided("agrees", "HLT-1", precedent=("HLT-1",), by=(review("ana", "HLT-1"),)),
        decided("judge", "HLT-1", precedent=("DSC-1",), by=(review("ana", "DSC-1"),)),
        decided("all", "HLT-1", precedent=("HLT-1",), by=(review("ana", "HLT-1"), review("ben"))),
        decided("precedent", "HLT-1", precedent=()),
        decided("uncovered", "GLD-1", precedent=()),
    ]
    found = next_cases(candidates, {"HLT-1"}, 10)
    assert [one.decision_id for one in found] == ["all", "judge", "uncovered", "precedent"]
    assert found[0].reasons == (
        "reviewers differ",
        "judge and reviewers differ",
        "the nearest precedent, p1, was decided otherwise",
    )
    assert found[1].reasons == ("judge and reviewers differ",)
    assert (found[1].clauses, found[1].uncovered) == (("DSC-1", "HLT-1"), ("DSC-1",))
    assert len(next_cases(candidates, (), 2)) == 2
