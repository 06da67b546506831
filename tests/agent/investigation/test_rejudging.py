"""An ordinary case is judged once; what a judge wanted is looked up, and only what is new or in doubt judged again."""

from dataclasses import dataclass, field, replace

import pytest

from agent.build import Clausewise
from agent.investigation.investigator import Investigator
from agent.investigation.rejudging import Rejudging
from agent.judges.base import JudgeInput, JudgeOutput
from domain.decision import Degradation
from domain.finding import DraftFinding, FindingStatus
from llm.errors import Failing, LlmError
from llm.lazy_session import LazySession
from llm.script import Question, Script
from llm.scripted import ScriptedModels, Turn
from tests.agent.investigation.test_investigator import DONE, calling
from tests.agent.judges.judge_inputs import ON
from tests.agent.judges.shop import said
from tests.agent.policy_versions import draft

SEARCH = calling(("search_clauses", {"query": "promise that a drink cures an illness", "k": 1}))


@dataclass
class Judge:
    """Says what it has at each turn of the clauses that it is shown, and what it wants at the first."""

    says: list[dict[str, DraftFinding]]
    wanted: tuple[str, ...] = ()
    shown: list[list[str]] = field(default_factory=list)
    name: str = "scripted"
    model: str = "script-1"

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        turn = len(self.shown)
        self.shown.append([*brief.clauses])
        told = tuple(finding for name, finding in self.says[turn].items() if name in brief.clauses)
        return JudgeOutput(told, follow_up_queries=self.wanted, prompts={f"turn {turn}": "ab"})


def brief(shop: Clausewise, *turns: Turn | Exception, text: str = "they paid me and I keep quiet") -> JudgeInput:
    gatherer = replace(shop.adjudicator.gatherer, candidates=1)
    script: Script[Question, Turn] = Script(turns)
    return replace(gatherer.gather(said(text), ON), models=LazySession(ScriptedModels(script)))


def deliberation(shop: Clausewise, judge: Judge) -> Rejudging:
    return Rejudging(judge, Investigator(replace(shop.adjudicator.gatherer, candidates=1)))


def test_an_ordinary_case_is_judged_once_and_nothing_is_looked_up(shop: Clausewise) -> None:
    judge = Judge([{"DSC-1": draft("DSC-1", 0.9)}])
    heard = deliberation(shop, judge).run(brief(shop))
    assert (len(judge.shown), heard.calls, heard.output.findings) == (1, (), (draft("DSC-1", 0.9),))


def test_what_was_wanted_is_looked_up_and_what_is_new_is_judged(shop: Clausewise) -> None:
    first = {"DSC-1": draft("DSC-1", 0.9)}
    judge = Judge([first, {"CLM-1": draft("CLM-1", 0.8), "DSC-1": draft("DSC-1", 0.1)}], ("is a cure promised?",))
    heard = deliberation(shop, judge).run(brief(shop, SEARCH, DONE))
    assert {f.clause_id: f.probability for f in heard.output.findings} == {"DSC-1": 0.9, "CLM-1": 0.8}
    assert "DSC-1" not in judge.shown[1]
    assert {"CLM-1", "CLM-9"} <= {*judge.shown[1]}
    assert "CLM-1" in heard.judge_input.clauses
    assert [call.name for call in heard.calls] == ["search_clauses"]
    assert [*heard.output.prompts] == ["turn 0", "inquiry", "turn 1"]


def test_what_was_in_doubt_is_judged_again(shop: Clausewise) -> None:
    doubt = draft("DSC-1", 0.5, status=FindingStatus.UNCLEAR)
    judge = Judge([{"DSC-1": doubt}, {"DSC-1": draft("DSC-1", 0.9)}], ("what is a benefit?",))
    heard = deliberation(shop, judge).run(brief(shop, DONE))
    assert heard.output.findings == (draft("DSC-1", 0.9),)


def test_where_nothing_was_found_nothing_is_judged_again(shop: Clausewise) -> None:
    judge = Judge([{"DSC-1": draft("DSC-1", 0.9)}], ("what is a benefit?",))
    heard = deliberation(shop, judge).run(brief(shop, DONE))
    assert (len(judge.shown), heard.output.findings) == (1, (draft("DSC-1", 0.9),))


def test_content_that_the_embedder_cannot_read_is_looked_up_before(shop: Clausewise) -> None:
    french = "Ce thé a guéri mon diabète en deux semaines, je vous le jure, essayez-le tout de suite"
    judge = Judge([{"CLM-1": draft("CLM-1", 0.9)}], ("once is enough",))
    given = brief(shop, SEARCH, DONE, text=french)
    assert "CLM-1" not in given.clauses or len(given.clauses) < 6
    heard = deliberation(shop, judge).run(given)
    assert len(judge.shown) == 1
    assert "CLM-1" in judge.shown[0]
    assert [call.name for call in heard.calls] == ["search_clauses"]


def test_a_look_up_that_fails_is_told_and_the_first_word_stands(shop: Clausewise) -> None:
    judge = Judge([{"DSC-1": draft("DSC-1", 0.9)}], ("what is a benefit?",))
    heard = deliberation(shop, judge).run(brief(shop, LlmError(Failing.TIMED_OUT, "too late")))
    assert heard.output.findings == (draft("DSC-1", 0.9),)
    assert heard.output.degraded == (Degradation(component="tools", reason="too late"),)


@pytest.mark.parametrize("wanted", [(), ("what is a benefit?",)])
def test_without_an_investigator_nothing_is_looked_up(shop: Clausewise, wanted: tuple[str, ...]) -> None:
    judge = Judge([{"DSC-1": draft("DSC-1", 0.9)}], wanted)
    assert Rejudging(judge).run(brief(shop)).output.findings == (draft("DSC-1", 0.9),)
