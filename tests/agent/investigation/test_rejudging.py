"""An ordinary case is judged once; after an investigation only new or doubtful clauses are judged again."""

from dataclasses import dataclass, field, replace

import pytest

from agent.build import Clausewise
from agent.investigation.investigator import Investigator
from agent.investigation.rejudging import FirstSearch, Rejudging
from agent.judges.base import JudgeInput, JudgeOutput
from domain.decision import Degradation
from domain.evidence import FoundBy
from domain.finding import DraftFinding, FindingStatus
from llm.errors import LlmError, LlmErrorKind
from llm.scripted import ChatRequest, Script, ScriptedModels, ScriptedReply
from llm.session import LazySession
from tests.agent.clauses import make_draft
from tests.agent.investigation.test_investigator import DONE, tool_calls
from tests.agent.judges.judge_inputs import AS_OF
from tests.agent.judges.shop import make_case

SEARCH = tool_calls(("search_clauses", {"query": "promise that a drink cures an illness", "k": 1}))


@dataclass
class ScriptedJudge:
    """Gives the scripted findings of each turn on the clauses that it reads. Has the same queries and names the same
    other rules each time."""

    findings: list[dict[str, DraftFinding]]
    queries: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    clauses_shown: list[list[str]] = field(default_factory=list)
    name: str = "scripted"
    model: str = "script-1"

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        turn = len(self.clauses_shown)
        self.clauses_shown.append([*judge_input.clauses])
        findings = tuple(finding for name, finding in self.findings[turn].items() if name in judge_input.clauses)
        return JudgeOutput(
            findings, follow_up_queries=self.queries, other_rules=self.others, prompts={f"turn {turn}": "ab"}
        )


def gather_input(
    shop: Clausewise, *turns: ScriptedReply | Exception, text: str = "they paid me and I keep quiet"
) -> JudgeInput:
    gatherer = replace(shop.adjudicator.gatherer, max_candidates=1)
    script: Script[ChatRequest, ScriptedReply] = Script(turns)
    return replace(gatherer.gather(make_case(text), AS_OF), models=LazySession(ScriptedModels(script)))


def rejudging(shop: Clausewise, judge: ScriptedJudge, first: FirstSearch = FirstSearch.NONE) -> Rejudging:
    return Rejudging(judge, Investigator(replace(shop.adjudicator.gatherer, max_candidates=1)), first)


def test_ordinary_case_is_judged_once_without_an_investigation(shop: Clausewise) -> None:
    judge = ScriptedJudge([{"DSC-1": make_draft("DSC-1", 0.9)}])
    result = rejudging(shop, judge).run(gather_input(shop))
    assert (len(judge.clauses_shown), result.tool_calls, result.output.findings) == (1, (), (make_draft("DSC-1", 0.9),))


def test_follow_up_query_is_investigated_and_new_clauses_are_judged(shop: Clausewise) -> None:
    first = {"DSC-1": make_draft("DSC-1", 0.9)}
    judge = ScriptedJudge(
        [first, {"CLM-1": make_draft("CLM-1", 0.8), "DSC-1": make_draft("DSC-1", 0.1)}], ("is a cure promised?",)
    )
    result = rejudging(shop, judge).run(gather_input(shop, SEARCH, DONE))
    assert {f.clause_id: f.probability for f in result.output.findings} == {"DSC-1": 0.9, "CLM-1": 0.8}
    assert "DSC-1" not in judge.clauses_shown[1]
    assert {"CLM-1", "CLM-9"} <= {*judge.clauses_shown[1]}
    assert "CLM-1" in result.judge_input.clauses
    assert [call.name for call in result.tool_calls] == ["search_clauses"]
    assert [*result.output.prompts] == ["turn 0", "investigation", "turn 1"]


def test_doubtful_clause_is_judged_again(shop: Clausewise) -> None:
    doubtful = make_draft("DSC-1", 0.5, status=FindingStatus.UNCLEAR)
    judge = ScriptedJudge([{"DSC-1": doubtful}, {"DSC-1": make_draft("DSC-1", 0.9)}], ("what is a benefit?",))
    result = rejudging(shop, judge).run(gather_input(shop, DONE))
    assert result.output.findings == (make_draft("DSC-1", 0.9),)


def test_nothing_is_judged_again_when_nothing_was_found(shop: Clausewise) -> None:
    judge = ScriptedJudge([{"DSC-1": make_draft("DSC-1", 0.9)}], ("what is a benefit?",))
    result = rejudging(shop, judge).run(gather_input(shop, DONE))
    assert (len(judge.clauses_shown), result.output.findings) == (1, (make_draft("DSC-1", 0.9),))


@pytest.mark.parametrize("with_investigator", [True, False])
def test_rules_that_the_judge_names_are_judged_once_more_and_nothing_else(
    shop: Clausewise, with_investigator: bool
) -> None:
    findings = {"DSC-1": make_draft("DSC-1", 0.5, status=FindingStatus.UNCLEAR)}
    judge = ScriptedJudge([findings, {"CLM-1": make_draft("CLM-1", 0.8)}], others=("CLM-1",))
    runner = rejudging(shop, judge) if with_investigator else Rejudging(judge)
    result = runner.run(gather_input(shop))
    assert {f.clause_id: f.probability for f in result.output.findings} == {"DSC-1": 0.5, "CLM-1": 0.8}
    assert "DSC-1" not in judge.clauses_shown[1]
    assert {"CLM-1", "CLM-9"} <= {*judge.clauses_shown[1]}
    found = {clause.clause_id: clause.found_by for clause in result.judge_input.evidence.clauses}
    assert (found["CLM-1"], found["CLM-9"]) == (FoundBy.CONTENTS, FoundBy.REFERENCE)
    assert (len(judge.clauses_shown), result.tool_calls) == (2, ())


def test_judge_that_names_rules_needs_no_search_in_an_unsupported_language(shop: Clausewise) -> None:
    french = "Ce thé a guéri mon diabète en deux semaines, je vous le jure, essayez-le tout de suite"
    judge = ScriptedJudge([{"DSC-1": make_draft("DSC-1", 0.1)}])
    result = rejudging(shop, judge).run(gather_input(shop, text=french))
    assert (len(judge.clauses_shown), result.tool_calls) == (1, ())


def test_unsupported_language_is_investigated_before_judging(shop: Clausewise) -> None:
    french = "Ce thé a guéri mon diabète en deux semaines, je vous le jure, essayez-le tout de suite"
    judge = ScriptedJudge([{"CLM-1": make_draft("CLM-1", 0.9)}], ("once is enough",))
    judge_input = gather_input(shop, SEARCH, DONE, text=french)
    assert "CLM-1" not in judge_input.clauses or len(judge_input.clauses) < 6
    result = rejudging(shop, judge, FirstSearch.UNREAD_CONTENT).run(judge_input)
    assert len(judge.clauses_shown) == 1
    assert "CLM-1" in judge.clauses_shown[0]
    assert [call.name for call in result.tool_calls] == ["search_clauses"]


def test_failed_investigation_keeps_the_first_findings(shop: Clausewise) -> None:
    judge = ScriptedJudge([{"DSC-1": make_draft("DSC-1", 0.9)}], ("what is a benefit?",))
    result = rejudging(shop, judge).run(gather_input(shop, LlmError(LlmErrorKind.TIMED_OUT, "too late")))
    assert result.output.findings == (make_draft("DSC-1", 0.9),)
    assert result.output.degraded == (Degradation(component="tools", reason="too late"),)


@pytest.mark.parametrize("queries", [(), ("what is a benefit?",)])
def test_nothing_is_investigated_without_an_investigator(shop: Clausewise, queries: tuple[str, ...]) -> None:
    judge = ScriptedJudge([{"DSC-1": make_draft("DSC-1", 0.9)}], queries)
    assert Rejudging(judge).run(gather_input(shop)).output.findings == (make_draft("DSC-1", 0.9),)
