"""The specific rule governs over the same words or facts, and nowhere else."""

import pytest

from agent.verdict.precedence import give_way
from domain.finding import FindingStatus
from tests.agent.policy_versions import LAW, clause, fact, finding

BROKEN, UNCLEAR, EXEMPTED = FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED
KEPT, ELSEWHERE = FindingStatus.SATISFIED, FindingStatus.NOT_APPLICABLE


@pytest.mark.parametrize("status", [BROKEN, EXEMPTED])
@pytest.mark.parametrize("general", [BROKEN, UNCLEAR])
def test_a_general_rule_gives_way_over_the_same_words(status: FindingStatus, general: FindingStatus) -> None:
    over, under = finding("S-1", status, 0.8, "beta gamma"), finding("G-1", general, 0.9, "gamma delta")
    assert give_way((under, over), LAW) == (
        under.model_copy(
            update={
                "status": ELSEWHERE,
                "probability": 0.0,
                "confidence": 0.8,
                "rationale": "The more specific S-1 governs here. So it is.",
            }
        ),
        over,
    )


def test_and_over_the_same_facts() -> None:
    over = finding("S-1", BROKEN, 1.0, facts=(fact("facts.a"), fact("facts.b")))
    same, other = (finding("G-1", BROKEN, 1.0, facts=(fact(name),)) for name in ("facts.b", "facts.c"))
    assert [f.status for f in give_way((over, same), LAW)] == [BROKEN, ELSEWHERE]
    assert give_way((over, other), LAW) == (over, other)


def test_over_other_words_both_stand() -> None:
    over, under = finding("S-1", BROKEN, 0.8, "alpha"), finding("G-1", BROKEN, 0.9, "beta")
    assert give_way((over, under), LAW) == (over, under)
    elsewhere = under.model_copy(
        update={"content_quotes": (over.content_quotes[0].model_copy(update={"item_id": "j"}),)}
    )
    assert give_way((over, elsewhere), LAW) == (over, elsewhere)


def test_words_and_facts_are_not_the_same_matter() -> None:
    measured, quoted = finding("S-1", BROKEN, 1.0, facts=(fact("facts.a"),)), finding("G-1", BROKEN, 0.9, "beta")
    assert give_way((measured, quoted), LAW) == (measured, quoted)


@pytest.mark.parametrize("status", [KEPT, UNCLEAR, ELSEWHERE])
def test_a_specific_rule_that_does_not_hold_governs_nothing(status: FindingStatus) -> None:
    both = (finding("S-1", status, 0.4, "beta"), finding("G-1", BROKEN, 0.9, "beta"))
    assert give_way(both, LAW) == both


@pytest.mark.parametrize("status", [KEPT, EXEMPTED, ELSEWHERE])
def test_what_is_settled_already_does_not_change(status: FindingStatus) -> None:
    both = (finding("S-1", BROKEN, 0.9, "beta"), finding("G-1", status, 0.4, "beta"))
    assert give_way(both, LAW) == both


def test_two_that_override_each_other_both_stand() -> None:
    law = {"A-1": clause("A-1", overrides=("B-1",)), "B-1": clause("B-1", overrides=("A-1",))}
    both = (finding("A-1", BROKEN, 0.9, "beta"), finding("B-1", BROKEN, 0.8, "beta"))
    assert give_way(both, law) == both
