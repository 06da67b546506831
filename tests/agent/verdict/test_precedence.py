"""A specific rule overrides a general one on the same words or facts, and nowhere else."""

import pytest

from agent.verdict.precedence import apply_precedence
from domain.finding import FindingStatus
from tests.agent.clauses import CLAUSES, make_clause, make_fact, make_finding

VIOLATED, UNCLEAR, EXEMPTED = FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED
SATISFIED, NOT_APPLICABLE = FindingStatus.SATISFIED, FindingStatus.NOT_APPLICABLE


@pytest.mark.parametrize("status", [VIOLATED, EXEMPTED])
@pytest.mark.parametrize("general", [VIOLATED, UNCLEAR])
def test_specific_rule_overrides_general_rule_on_same_words(status: FindingStatus, general: FindingStatus) -> None:
    specific, general_finding = (
        make_finding("S-1", status, 0.8, "beta gamma"),
        make_finding("G-1", general, 0.9, "gamma delta"),
    )
    assert apply_precedence((general_finding, specific), CLAUSES) == (
        general_finding.model_copy(
            update={
                "status": NOT_APPLICABLE,
                "probability": 0.0,
                "confidence": 0.8,
                "rationale": "The more specific S-1 governs here. It matches.",
            }
        ),
        specific,
    )


def test_specific_rule_overrides_general_rule_on_same_facts() -> None:
    specific = make_finding("S-1", VIOLATED, 1.0, facts=(make_fact("facts.a"), make_fact("facts.b")))
    same, other = (make_finding("G-1", VIOLATED, 1.0, facts=(make_fact(name),)) for name in ("facts.b", "facts.c"))
    assert [f.status for f in apply_precedence((specific, same), CLAUSES)] == [VIOLATED, NOT_APPLICABLE]
    assert apply_precedence((specific, other), CLAUSES) == (specific, other)


def test_rules_on_different_words_are_both_unchanged() -> None:
    specific, general_finding = make_finding("S-1", VIOLATED, 0.8, "alpha"), make_finding("G-1", VIOLATED, 0.9, "beta")
    assert apply_precedence((specific, general_finding), CLAUSES) == (specific, general_finding)
    elsewhere = general_finding.model_copy(
        update={"content_quotes": (specific.content_quotes[0].model_copy(update={"item_id": "j"}),)}
    )
    assert apply_precedence((specific, elsewhere), CLAUSES) == (specific, elsewhere)


def test_rule_that_says_which_other_one_decides_gives_way() -> None:
    general = make_clause("R-1").model_copy(update={"text": "Words of R-1. Where both fit,\nT-1 decides."})
    clauses = {**CLAUSES, "R-1": general, "T-1": make_clause("T-1"), "T-11": make_clause("T-11")}
    told, other = make_finding("T-1", VIOLATED, 0.8, "beta"), make_finding("T-11", VIOLATED, 0.8, "beta")
    found = make_finding("R-1", VIOLATED, 0.9, "beta")
    assert [f.status for f in apply_precedence((found, told), clauses)] == [NOT_APPLICABLE, VIOLATED]
    assert apply_precedence((found, other), clauses) == (found, other)
    satisfied = told.model_copy(update={"status": SATISFIED})
    assert apply_precedence((found, satisfied), clauses) == (found, satisfied)


def test_rules_that_share_neither_words_nor_facts_are_unchanged() -> None:
    measured, quoted = (
        make_finding("S-1", VIOLATED, 1.0, facts=(make_fact("facts.a"),)),
        make_finding("G-1", VIOLATED, 0.9, "beta"),
    )
    assert apply_precedence((measured, quoted), CLAUSES) == (measured, quoted)


@pytest.mark.parametrize("status", [SATISFIED, UNCLEAR, NOT_APPLICABLE])
def test_specific_rule_that_is_not_violated_overrides_nothing(status: FindingStatus) -> None:
    both = (make_finding("S-1", status, 0.4, "beta"), make_finding("G-1", VIOLATED, 0.9, "beta"))
    assert apply_precedence(both, CLAUSES) == both


@pytest.mark.parametrize("status", [SATISFIED, EXEMPTED, NOT_APPLICABLE])
def test_general_rule_that_is_not_violated_does_not_change(status: FindingStatus) -> None:
    both = (make_finding("S-1", VIOLATED, 0.9, "beta"), make_finding("G-1", status, 0.4, "beta"))
    assert apply_precedence(both, CLAUSES) == both


def test_rules_that_override_each_other_are_both_unchanged() -> None:
    clauses = {"A-1": make_clause("A-1", overrides=("B-1",)), "B-1": make_clause("B-1", overrides=("A-1",))}
    both = (make_finding("A-1", VIOLATED, 0.9, "beta"), make_finding("B-1", VIOLATED, 0.8, "beta"))
    assert apply_precedence(both, clauses) == both
