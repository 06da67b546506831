"""Combines judges: each one reads only the clauses that the judges before it left open."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from agent.judges.base import Judge, JudgeInput, JudgeOutput, rescaled
from agent.judges.llm_input import clause_names
from domain.clause import Clause, ClauseKind, Relation
from domain.decision import Degradation, JudgeContribution
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode, ReviewReason
from llm.errors import CASE_WIDE_ERRORS, LlmError
from llm.options import Band

JUDGED_KINDS = (ClauseKind.RULE, ClauseKind.EXCEPTION)
EXACT_BAND = Band(low=0.5, high=0.5)  # of a judge that is always sure


class ScaledFinding(NamedTuple):
    """`threshold` is that of the judge, None for a check."""

    finding: DraftFinding
    threshold: float | None

    @property
    def scaled(self) -> DraftFinding:
        return self.finding if self.threshold is None else rescaled(self.finding, self.threshold)


class JudgeSequence:
    """Judges that run one after another. A clause that has a finding is decided; later judges do not judge it."""

    def __init__(self, judges: Sequence[Judge]) -> None:
        self._judges = tuple(judges)
        self.name = "+".join(judge.name for judge in self._judges)
        self.model = "+".join(judge.model for judge in self._judges)

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        """Everything except findings and review reasons comes from the last judge."""
        findings: dict[str, DraftFinding] = {}
        review_reasons: list[ReviewReason] = []
        output = JudgeOutput()
        for judge in self._judges:
            undecided = {name: clause for name, clause in judge_input.clauses.items() if name not in findings}
            decided = {name: clause for name, clause in judge_input.clauses.items() if name in findings}
            output = judge.judge(replace(judge_input, clauses=undecided, decided_clauses=decided))
            findings |= {finding.clause_id: finding for finding in output.findings}
            review_reasons += output.review_reasons
        return replace(output, findings=tuple(findings.values()), review_reasons=tuple(review_reasons))


class Cascade:
    """Judges in order of cost: checks, the embedded judge, language models. A judge settles a clause where its
    probability lies outside its band. Where no model can be reached, the embedded judge's finding remains."""

    name = "cascade"

    def __init__(self, rules: Judge, local: Judge, models: Sequence[Judge], *, local_band: Band, band: Band) -> None:
        self._rules = rules
        self._local = local
        self._models = tuple(models)
        self._local_band = local_band
        self._band = band
        self.model = "+".join(dict.fromkeys(judge.model for judge in (rules, local, *models)))

    def judge(self, judge_input: JudgeInput) -> JudgeOutput:
        state = CascadeState(judge_input)
        state.run(self._rules, EXACT_BAND)
        state.run(self._local, self._local_band)
        state.embedded, state.embedded_reasons = dict(state.findings), tuple(state.review_reasons)
        for model in self._models:
            if state.open_clauses:
                state.run_model(model, self._band)
        return state.output()


@dataclass
class CascadeState:
    """The clauses of one case while judges run. `findings` holds the last usable finding on each clause, with its
    judge's threshold, None for a check. A degraded judge's finding is usable unless it is unclear. `embedded` and
    `embedded_reasons` are from before the first model."""

    judge_input: JudgeInput
    open_clauses: set[str] = field(init=False)
    findings: dict[str, ScaledFinding] = field(default_factory=dict)
    embedded: dict[str, ScaledFinding] = field(default_factory=dict)
    embedded_reasons: tuple[ReviewReason, ...] = ()
    review_reasons: list[ReviewReason] = field(default_factory=list)
    follow_up_queries: tuple[str, ...] = ()
    degraded: list[Degradation] = field(default_factory=list)
    judge_contributions: list[JudgeContribution] = field(default_factory=list)
    prompts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.open_clauses = {name for name, clause in self.judge_input.clauses.items() if clause.kind in JUDGED_KINDS}

    def run(self, judge: Judge, band: Band) -> None:
        """Asks the judge about the open clauses and settles those it is sure of."""
        judge_input = self._open_input()
        output = judge.judge(judge_input)
        self.degraded += output.degraded
        self.prompts |= output.prompts
        self.follow_up_queries += output.follow_up_queries
        threshold = None if band is EXACT_BAND else output.threshold
        usable = {f.clause_id: ScaledFinding(f, threshold) for f in output.findings if _usable(f, output)}
        self._update_review_reasons(output, usable)
        self.findings |= usable
        if output.degraded:
            self._fall_back(judge, self.open_clauses - usable.keys())
        read = tuple(name for name in judge_input.clauses if name in self.open_clauses)
        if not any(reason.code is ReviewCode.LANGUAGE_UNKNOWN for reason in output.review_reasons):
            self._settle({name: found.scaled for name, found in usable.items()}, band)
        settled = tuple(name for name in read if name not in self.open_clauses and name in self.findings)
        self.judge_contributions.append(
            JudgeContribution(judge=judge.name, model=judge.model, clauses_read=read, clauses_settled=settled)
        )

    def run_model(self, model: Judge, band: Band) -> None:
        """`run` for a judge that may not reach its model. An error that every model of this case would meet disables
        the session."""
        try:
            self.run(model, band)
        except LlmError as error:
            self.degraded.append(Degradation(component=model.name, reason=str(error)))
            self._fall_back(model, self.open_clauses)
            if error.kind in CASE_WIDE_ERRORS and self.judge_input.models is not None:
                self.judge_input.models.disable(error)

    def output(self) -> JudgeOutput:
        """With the embedded judge's own threshold if no model judged a clause, so that the verdict is its own."""
        thresholds = {found.threshold for found in self.findings.values() if found.threshold is not None}
        one_judge = len(thresholds) == 1
        return JudgeOutput(
            findings=tuple(found.finding if one_judge else found.scaled for found in self.findings.values()),
            review_reasons=tuple(self.review_reasons),
            threshold=thresholds.pop() if one_judge else 0.5,
            follow_up_queries=self.follow_up_queries,
            degraded=tuple(self.degraded),
            judge_contributions=tuple(self.judge_contributions),
            prompts=self.prompts,
        )

    def _fall_back(self, failed: Judge, names: Collection[str]) -> None:
        """Puts the embedded judge's findings and reasons in place of those of a model that was unsure, on the clauses
        that the failed model should have judged. A lean towards a violation remains as a reason for review."""
        unsure = {name: self.findings[name] for name in names if name in self.embedded}
        leaning = [name for name in unsure if self._kind(name) is ClauseKind.RULE and self._leans(name)]
        self.findings |= {name: self.embedded[name] for name in unsure}
        if unsure:
            self.review_reasons += [reason for reason in self.embedded_reasons if reason not in self.review_reasons]
        if leaning:
            text = f"{failed.name} could not judge, and another model leans to a violation of {clause_names(leaning)}."
            self.review_reasons.append(ReviewReason(code=ReviewCode.MODEL_FAILED, text=text))

    def _leans(self, name: str) -> bool:
        return self.findings[name].scaled.probability > 0.5 > self.embedded[name].scaled.probability

    def _open_input(self) -> JudgeInput:
        """The open clauses with their definitions; the rest moves to `decided_clauses`."""
        clauses = self.judge_input.clauses
        shown = {name: c for name, c in clauses.items() if name in self.open_clauses or c.kind not in JUDGED_KINDS}
        settled = {name: clause for name, clause in clauses.items() if name not in shown}
        return replace(self.judge_input, clauses=shown, decided_clauses={**self.judge_input.decided_clauses, **settled})

    def _update_review_reasons(self, output: JudgeOutput, findings: Mapping[str, ScaledFinding]) -> None:
        """A judge that did all of its work replaces the reasons of the judges before it. That a model failed is no
        reason, because the embedded judge decides then. That it refused is: its provider found the content harmful."""
        if output.degraded or not findings:
            self.review_reasons += [r for r in output.review_reasons if r.code is not ReviewCode.MODEL_FAILED]
        else:
            self.review_reasons = list(output.review_reasons)

    def _settle(self, findings: Mapping[str, DraftFinding], band: Band) -> None:
        """Closes the rules that are sure or lack evidence, then the exceptions that no longer matter."""
        decisive = {n: f for n, f in findings.items() if band is EXACT_BAND or self._kind(n) is ClauseKind.RULE}
        self.open_clauses -= {n for n, f in decisive.items() if _outside(band, f) or f.missing_evidence}
        exceptions = {name for name in self.open_clauses if self._kind(name) is ClauseKind.EXCEPTION}
        self.open_clauses -= {name for name in exceptions if self._irrelevant(name, findings.get(name), band)}

    def _kind(self, name: str) -> ClauseKind:
        return self.judge_input.clauses[name].kind

    def _irrelevant(self, exception: str, finding: DraftFinding | None, band: Band) -> bool:
        """Whether the exception can be closed: none of its rules is open, and either none of them is violated or the
        finding on the exception is sure."""
        clauses: Mapping[str, Clause] = {**self.judge_input.decided_clauses, **self.judge_input.clauses}
        rules = [name for name, clause in clauses.items() if exception in clause.targets(Relation.EXCEPT)]
        if any(name in self.open_clauses for name in rules):
            return False
        decided = self.judge_input.decided_clauses
        violated = any(name in decided or self.findings[name].scaled.probability >= 0.5 for name in rules)
        return not violated or (finding is not None and _outside(band, finding))


def _usable(finding: DraftFinding, output: JudgeOutput) -> bool:
    return not output.degraded or finding.status is not FindingStatus.UNCLEAR


def _outside(band: Band, finding: DraftFinding) -> bool:
    return not band.low < finding.probability < band.high
