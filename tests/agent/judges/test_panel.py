"""Judges in order: what one has decided the next sees beside what is left."""

from dataclasses import dataclass, field

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.panel import Panel
from domain.case import Case
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from tests.agent.judges.judge_inputs import brief, rule

LANGUAGE = ReviewReason(code=ReviewCode.LANGUAGE_UNKNOWN, text="not read")
NOTHING = ReviewReason(code=ReviewCode.CLASSIFIER_NOT_TRAINED, text="no examples")


def finding(clause_id: str, judge: str) -> DraftFinding:
    return DraftFinding(
        clause_id=clause_id, status=FindingStatus.VIOLATED, probability=0.9, rationale="so", judge=judge
    )


@dataclass
class Scripted:
    """Says of the clauses it may read what it was told to say, and remembers which it was shown."""

    name: str
    says: tuple[str, ...]
    review: tuple[ReviewReason, ...] = ()
    turn: float = 0.5
    shown: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    @property
    def model(self) -> str:
        return f"{self.name}-model"

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        self.shown += brief.clauses
        self.beside += brief.decided_clauses
        return JudgeOutput(tuple(finding(i, self.name) for i in self.says), self.review, self.turn)


def test_each_reads_what_is_left_and_the_last_turns() -> None:
    first = Scripted("first", ("A-1",), (LANGUAGE,), turn=0.9)
    second = Scripted("second", ("B-1", "C-1"), (NOTHING,), turn=0.4)
    panel = Panel([first, second])
    opinion = panel.judge(brief(Case(id="c", facts={"x": 1}), [rule("A-1"), rule("B-1"), rule("C-1")]))
    assert (panel.name, panel.model) == ("first+second", "first-model+second-model")
    assert (first.shown, second.shown) == (["A-1", "B-1", "C-1"], ["B-1", "C-1"])
    assert (first.beside, second.beside) == ([], ["A-1"])
    assert opinion == JudgeOutput(
        (finding("A-1", "first"), finding("B-1", "second"), finding("C-1", "second")), (LANGUAGE, NOTHING), 0.4
    )


def test_a_panel_of_nobody_says_nothing() -> None:
    assert Panel([]).judge(brief(Case(id="c", facts={"x": 1}), [rule("A-1")])) == JudgeOutput()
