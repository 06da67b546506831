"""Checks decide exactly, cite the facts they read, and are unclear where a fact is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.judges.base import JudgeOutput
from agent.judges.rules import RulesJudge
from domain.case import Case
from domain.clause import ClauseKind
from domain.finding import DraftFinding, FactCitation, FindingStatus
from tests.agent.judges.judge_inputs import make_judge_input, make_rule

SCARCITY = make_rule("SCR-1", check="facts.left > 20")


def findings(facts: dict[str, object], *clauses: object) -> tuple[DraftFinding, ...]:
    case = Case.model_validate({"id": "c", "facts": {"unread": 1, **facts}})
    return RulesJudge().judge(make_judge_input(case, clauses or [SCARCITY])).findings  # type: ignore[arg-type]


def test_true_check_violates_its_rule() -> None:
    assert findings({"left": 21}) == (
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
def test_check_decides_at_its_limit(left: int) -> None:
    (finding,) = findings({"left": left})
    expected = (FindingStatus.VIOLATED, 1.0) if left > 20 else (FindingStatus.SATISFIED, 0.0)
    assert (finding.status, finding.probability) == expected


@pytest.mark.parametrize(("left", "status"), [(21, FindingStatus.EXEMPTED), (2, FindingStatus.NOT_APPLICABLE)])
def test_check_of_an_exception_decides_whether_it_applies(left: int, status: FindingStatus) -> None:
    exception = SCARCITY.model_copy(update={"kind": ClauseKind.EXCEPTION})
    assert [finding.status for finding in findings({"left": left}, exception)] == [status]


def test_check_without_any_provided_fact_gives_no_finding() -> None:
    us_only = make_rule("HOM-1", check='case.market == "US" && facts.left > 20')
    assert (
        RulesJudge().judge(
            make_judge_input(Case(id="c", market="US", facts={"x": 1}), [SCARCITY, us_only, make_rule("CLM-1")])
        )
        == JudgeOutput()
    )


def test_missing_fact_is_named() -> None:
    both = make_rule("SCR-2", check="facts.left > 20 && facts.hours > 3")
    (finding,) = findings({"left": 30}, both)
    assert finding == DraftFinding(
        clause_id="SCR-2",
        status=FindingStatus.UNCLEAR,
        probability=0.5,
        rationale=f"The check `{both.check}` could not be evaluated: facts.hours was not provided.",
        counterpoint="No provided fact shows a violation of this clause.",
        judge="rules",
        clause_quote="Words of SCR-2.",
        facts=(FactCitation(name="facts.left", value=30),),
        missing_evidence=("facts.hours",),
    )


def test_fact_that_decides_alone_needs_no_other() -> None:
    either = make_rule("SCR-3", check="facts.left > 20 && facts.hours > 3")
    assert [finding.status for finding in findings({"left": 3}, either)] == [FindingStatus.SATISFIED]


def test_fact_of_the_wrong_type_is_not_missing() -> None:
    (finding,) = findings({"left": "many"})
    assert (finding.status, finding.missing_evidence) == (FindingStatus.UNCLEAR, ())
    assert finding.facts == (FactCitation(name="facts.left", value="many"),)
    assert "the values do not fit the expression" in finding.rationale


def test_incomplete_check_is_unclear_for_a_rule_and_no_finding_for_an_exception() -> None:
    both = SCARCITY.model_copy(update={"check": "facts.left < 5 && facts.announced"})
    exception = both.model_copy(update={"kind": ClauseKind.EXCEPTION})
    assert [finding.status for finding in findings({"left": 2}, both)] == [FindingStatus.UNCLEAR]
    assert findings({"left": 2}, exception) == ()
