"""Checks decide exactly, say by which fact, and say unclear where they cannot be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.base import JudgeOutput
from agent.judges.rules import RulesJudge
from domain.case import Case
from domain.clause import ClauseKind
from domain.finding import DraftFinding, FactCitation, FindingStatus
from tests.agent.judges.judge_inputs import brief, rule

SCARCE = rule("SCR-1", check="facts.left > 20")


def judged(facts: dict[str, object], *clauses: object) -> tuple[DraftFinding, ...]:
    case = Case.model_validate({"id": "c", "facts": {"unread": 1, **facts}})
    return RulesJudge().judge(brief(case, clauses or [SCARCE])).findings  # type: ignore[arg-type]


def test_a_check_that_is_true_breaks_its_rule() -> None:
    assert judged({"left": 21}) == (
        DraftFinding(
            clause_id="SCR-1",
            status=FindingStatus.VIOLATED,
            probability=1.0,
            rationale="The check `facts.left > 20` is true: facts.left = 21.",
            counterpoint="It would be false with other values of facts.left.",
            judge="rules",
            clause_quote="Words of SCR-1.",
            facts=(FactCitation(name="facts.left", value=21),),
        ),
    )


@given(st.integers(-1000, 1000))
def test_it_decides_at_the_line(left: int) -> None:
    (finding,) = judged({"left": left})
    expected = (FindingStatus.VIOLATED, 1.0) if left > 20 else (FindingStatus.SATISFIED, 0.0)
    assert (finding.status, finding.probability) == expected


@pytest.mark.parametrize(("left", "status"), [(21, FindingStatus.EXEMPTED), (2, FindingStatus.NOT_APPLICABLE)])
def test_a_check_of_an_exception_says_whether_it_applies(left: int, status: FindingStatus) -> None:
    exception = SCARCE.model_copy(update={"kind": ClauseKind.EXCEPTION})
    assert [finding.status for finding in judged({"left": left}, exception)] == [status]


def test_where_nothing_it_reads_was_measured_it_is_silent() -> None:
    home = rule("HOM-1", check='case.market == "US" && facts.left > 20')
    assert (
        RulesJudge().judge(brief(Case(id="c", market="US", facts={"x": 1}), [SCARCE, home, rule("CLM-1")]))
        == JudgeOutput()
    )


def test_a_fact_that_is_missing_is_named() -> None:
    both = rule("SCR-2", check="facts.left > 20 && facts.hours > 3")
    (finding,) = judged({"left": 30}, both)
    assert finding == DraftFinding(
        clause_id="SCR-2",
        status=FindingStatus.UNCLEAR,
        probability=0.5,
        rationale=f"The check `{both.check}` could not be evaluated: facts.hours is not known.",
        counterpoint="Nothing measured says that the clause is broken.",
        judge="rules",
        clause_quote="Words of SCR-2.",
        facts=(FactCitation(name="facts.left", value=30),),
        missing_evidence=("facts.hours",),
    )


def test_a_fact_that_decides_alone_needs_no_other() -> None:
    either = rule("SCR-3", check="facts.left > 20 && facts.hours > 3")
    assert [finding.status for finding in judged({"left": 3}, either)] == [FindingStatus.SATISFIED]


def test_a_fact_of_the_wrong_type_is_not_called_missing() -> None:
    (finding,) = judged({"left": "many"})
    assert (finding.status, finding.missing_evidence) == (FindingStatus.UNCLEAR, ())
    assert finding.facts == (FactCitation(name="facts.left", value="many"),)
    assert "the values do not fit the expression" in finding.rationale


def test_an_exception_that_cannot_be_told_is_left_to_its_words_and_a_rule_is_not() -> None:
    both = SCARCE.model_copy(update={"check": "facts.left < 5 && facts.announced"})
    exception = both.model_copy(update={"kind": ClauseKind.EXCEPTION})
    assert [finding.status for finding in judged({"left": 2}, both)] == [FindingStatus.UNCLEAR]
    assert judged({"left": 2}, exception) == ()
