"""The judge that asks a decisions model how likely each clause is to be caught, all in one request."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.judges.base import JudgeInput, JudgeOutput
from agent.judges.clause_similarity import likenesses
from agent.judges.fallbacks import failed, untold
from agent.judges.llm_input import bench, put
from domain.clause import Clause, ClauseKind
from domain.finding import DraftFinding, DraftQuote, FindingStatus
from llm.errors import LlmError
from llm.options import LlmOptions
from llm.predicate import Predicate
from prompts.judging import decisions, predicate
from retrieval.index import ClauseIndex


@dataclass(frozen=True)
class DecisionsJudge:
    """The model gives probabilities and no words, so the line that reads most like the clause is quoted."""

    options: LlmOptions
    index: ClauseIndex
    name: str = "decisions"

    @property
    def model(self) -> str:
        return self.options.decisions_model or ""

    def judge(self, brief: JudgeInput) -> JudgeOutput:
        judged, unmeasured = put(brief, self.name)
        if not judged:
            return JudgeOutput(unmeasured)
        assert brief.models, "a judge that asks models is joined with them"
        prompt = decisions(judged, bench(brief))
        predicates = [Predicate(clause.id, predicate(clause)) for clause in judged]
        try:
            estimates = brief.models.open().decide(prompt.system, prompt.user, predicates)
        except LlmError as error:
            return failed(self.name, judged, error)
        odds = {estimate.name: estimate.probability for estimate in estimates}
        findings = (*unmeasured, *self._findings(judged, odds, brief))
        return JudgeOutput(findings, prompts=prompt.told)

    def _findings(
        self, judged: Sequence[Clause], odds: Mapping[str, float | None], brief: JudgeInput
    ) -> Iterator[DraftFinding]:
        for clause in judged:
            probability = odds.get(clause.id)
            if probability is None:
                yield untold(clause, self.name, "The model gave no probability for this clause.")
            else:
                yield self._finding(clause, probability, brief)

    def _finding(self, clause: Clause, probability: float, brief: JudgeInput) -> DraftFinding:
        quotes = self._nearest(clause, brief) if probability >= 0.5 and clause.kind is ClauseKind.RULE else ()
        return DraftFinding(
            clause_id=clause.id,
            status=_status(clause, probability),
            probability=probability,
            rationale=f"The model {self.model} holds this clause caught with probability {probability:.2f}.",
            judge=self.name,
            content_quotes=quotes,
            clause_quote=clause.text,
            evidence_ids=brief.evidence_ids.get(clause.id, ()),
        )

    def _nearest(self, clause: Clause, brief: JudgeInput) -> tuple[DraftQuote, ...]:
        """The segment that comes nearest to the clause's words and examples; none where there is no text."""
        if not brief.segments:
            return ()
        near = likenesses({clause.id: clause}, self.index, brief.similarity)[clause.id].nearness
        segment = brief.segments[int(near.argmax())]
        return (DraftQuote(item_id=segment.item_id, text=segment.text, start=segment.start),)


def _status(clause: Clause, probability: float) -> FindingStatus:
    if clause.kind is ClauseKind.EXCEPTION:
        return FindingStatus.EXEMPTED if probability >= 0.5 else FindingStatus.NOT_APPLICABLE
    return FindingStatus.VIOLATED if probability >= 0.5 else FindingStatus.SATISFIED
