"""The clauses of one case while judges take turns: what is settled, by whom, and what is still open."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from agent.judges.base import Judge, JudgeInput, JudgeOutput
from domain.clause import Clause, ClauseKind, Relation
from domain.decision import Degradation, JudgeContribution
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from llm.options import Band

JUDGED = (ClauseKind.RULE, ClauseKind.EXCEPTION)
EXACT = Band(low=0.5, high=0.5)


@dataclass
class Docket:
    """`standing` is the last usable finding on each clause. What a judge said that could not do all of its work counts
    where it is clear, and what wanted a person's eye is dropped once somebody has read what is open."""

    brief: JudgeInput
    open: set[str] = field(init=False)
    standing: dict[str, DraftFinding] = field(default_factory=dict)
    review: list[ReviewReason] = field(default_factory=list)
    wanted: tuple[str, ...] = ()
    degraded: list[Degradation] = field(default_factory=list)
    shares: list[JudgeContribution] = field(default_factory=list)
    prompts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.open = {name for name, clause in self.brief.clauses.items() if clause.kind in JUDGED}

    def hear(self, judge: Judge, band: Band) -> None:
        """Puts what is open to the judge, and settles what it is sure of."""
        put = self._put()
        opinion = judge.judge(put)
        self.degraded += opinion.degraded
        self.prompts |= opinion.prompts
        self.wanted += opinion.follow_up_queries
        heard = {f.clause_id: _aligned(f, opinion.threshold) for f in opinion.findings if _usable(f, opinion)}
        self._weigh_review(opinion, heard)
        self.standing |= heard
        before = set(self.open)
        if not any(reason.code is ReviewCode.LANGUAGE_UNKNOWN for reason in opinion.review):
            self._settle(heard, band)
        read = tuple(name for name in put.clauses if name in before)
        settled = tuple(name for name in read if name not in self.open and name in self.standing)
        self.shares.append(
            JudgeContribution(judge=judge.name, model=judge.model, clauses_read=read, clauses_settled=settled)
        )

    def opinion(self) -> JudgeOutput:
        return JudgeOutput(
            findings=tuple(self.standing.values()),
            review=tuple(self.review),
            follow_up_queries=self.wanted,
            degraded=tuple(self.degraded),
            judge_contributions=tuple(self.shares),
            prompts=self.prompts,
        )

    def _put(self) -> JudgeInput:
        """What is open, with what it is read by; the rest is there to be read beside it."""
        clauses = self.brief.clauses
        put = {name: c for name, c in clauses.items() if name in self.open or c.kind not in JUDGED}
        return replace(self.brief, clauses=put, decided_clauses={**self.brief.decided_clauses, **_less(clauses, put)})

    def _weigh_review(self, opinion: JudgeOutput, heard: Mapping[str, DraftFinding]) -> None:
        if opinion.degraded or not heard:
            self.review += [r for r in opinion.review if r.code is not ReviewCode.MODEL_FAILED]
        else:
            self.review = list(opinion.review)

    def _settle(self, heard: Mapping[str, DraftFinding], band: Band) -> None:
        told = {name: f for name, f in heard.items() if band is EXACT or self._kind(name) is ClauseKind.RULE}
        self.open -= {name for name, finding in told.items() if _far(finding, band) or finding.missing_evidence}
        exceptions = {name for name in self.open if self._kind(name) is ClauseKind.EXCEPTION}
        self.open -= {name for name in exceptions if self._moot(name, heard.get(name), band)}

    def _kind(self, name: str) -> ClauseKind:
        return self.brief.clauses[name].kind

    def _moot(self, exception: str, finding: DraftFinding | None, band: Band) -> bool:
        """Nothing turns on it any more: no rule that it may excuse is open, and none is broken unless it is sure itself
        whether it applies."""
        excused = [name for name, c in self._all().items() if exception in c.targets(Relation.EXCEPT)]
        if any(name in self.open for name in excused):
            return False
        broken = any(name in self.brief.decided_clauses or self.standing[name].probability >= 0.5 for name in excused)
        return not broken or (finding is not None and _far(finding, band))

    def _all(self) -> Mapping[str, Clause]:
        return {**self.brief.decided_clauses, **self.brief.clauses}


def _less(clauses: Mapping[str, Clause], put: Mapping[str, Clause]) -> dict[str, Clause]:
    return {name: clause for name, clause in clauses.items() if name not in put}


def _usable(finding: DraftFinding, opinion: JudgeOutput) -> bool:
    return not opinion.degraded or finding.status is not FindingStatus.UNCLEAR


def _far(finding: DraftFinding, band: Band) -> bool:
    return not band.low < finding.probability < band.high


def _aligned(finding: DraftFinding, turn: float) -> DraftFinding:
    """With the judge's turning point laid on one half, straight to either side."""
    p = finding.probability
    laid = p / turn / 2 if p < turn else 1 - (1 - p) / (1 - turn) / 2
    return finding if turn == 0.5 else finding.model_copy(update={"probability": laid})
