"""Decides a case: gathers evidence, judges, settles the verdict, recommends an action and writes the texts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from agent.decision_log import NO_DECISION_LOG, DecisionLog
from agent.decision_trace import build_trace
from agent.enforcement.consequence import recommend_action
from agent.evidence.gathering import EvidenceGatherer
from agent.evidence.media.reader import NO_MEDIA, CaseReader, ReadCase
from agent.investigation.investigator import Investigator
from agent.investigation.rejudging import FirstSearch, JudgingResult, Rejudging, first_search
from agent.judges.base import Judge, JudgeInput
from agent.judges.model.second_question import SecondQuestion
from agent.messages.disclosure_check import confidential_names
from agent.messages.education_letter import letter_locale, write_education_letter
from agent.messages.letter_policy import letter_policy
from agent.messages.writer import WrittenLesson, write_lesson
from agent.stage_timer import AS_OF, DECISION_ID, JUDGE, POLICY_FINGERPRINT, StageTimer, decision_attributes
from agent.verdict.embedded_reading import EmbeddedReader
from agent.verdict.guarded_settling import GuardedSettling
from agent.verdict.pass_guard import Confirmation
from agent.verdict.thresholds import Thresholds
from domain.case import Case
from domain.consequence import Consequence
from domain.decision import Decision, DecisionBasis, RejectedQuote
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.media_places import with_regions
from domain.verdict import Verdict, with_finding_ids
from llm.session import LazySession
from policies.library import Library
from prompts.render import locale_for
from signals.sources.base import SignalSource
from tracing.spans import span

if TYPE_CHECKING:
    from llm.session import ModelProvider

OnProgress = Callable[[Evidence | Verdict], None]
"""Receives the evidence and the verdict as soon as each is complete."""


def ignore_progress(_: Evidence | Verdict) -> None:
    """For callers that wait for the decision."""


@dataclass(frozen=True)
class Adjudicator:
    """`media` reads pictures, videos and sound. Without `models`, no language model investigates or writes.
    `local_judge` judges a case a second time if it seems compliant but contains an injection attempt. `question` asks a
    model again about a pass that `reader` doubts. With `judge_only`, models judge and write nothing, and only the judge
    `agent` searches."""

    library: Library
    gatherer: EvidenceGatherer
    judge: Judge
    local_judge: Judge
    reader: EmbeddedReader
    thresholds: Thresholds
    new_id: Callable[[], str]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    models: "ModelProvider | None" = None
    question: SecondQuestion | None = None
    judge_only: bool = False
    media: CaseReader = NO_MEDIA

    def decide(
        self,
        case: Case,
        as_of: date | None = None,
        *,
        decision_id: str | None = None,
        decision_log: DecisionLog = NO_DECISION_LOG,
        signals: SignalSource | None = None,
        on_progress: OnProgress = ignore_progress,
    ) -> Decision:
        """Decides by the policies in force on `as_of` (None: the content's date, or today). Saves the decision to
        `decision_log`. `signals` replaces the configured source. Raises `NothingInForceError` if no clause is in force
        on that day, `UnknownMarket` if the corpus lacks the market, `LlmError` if a judge that the caller named cannot
        reach its model."""
        decision_id, now = decision_id or self.new_id(), self.now()
        on = as_of or case.content_date or now.date()
        basis = DecisionBasis(as_of=on, judge=self.judge.name, policy_fingerprint=self.library.fingerprint)
        models = LazySession(self.models, decision_log) if self.models else None
        with span("decide", _basis_attributes(decision_id, basis)) as decide:
            timer = StageTimer()
            read = self._read(case, timer)
            case = read.case
            decision_log.begin(case, decision_id, basis)
            try:
                decision = self._decide(read, on, decision_id, now, models, signals, on_progress, timer)
            except Exception:
                decision_log.dismiss(decision_id)
                raise
            decide.set(decision_attributes(decision))
            with span("save"):
                decision_log.save(case, decision, models.new_answers if models else None)
        return decision

    def _read(self, case: Case, timer: StageTimer) -> ReadCase:
        """The stage is timed where there is something to read."""
        if all(one.is_read for one in case.media):
            return self.media.read(case)
        with timer.stage("read_media"):
            return self.media.read(case)

    def _decide(
        self,
        read: ReadCase,
        as_of: date,
        decision_id: str,
        now: datetime,
        models: LazySession | None,
        signals: SignalSource | None,
        on_progress: OnProgress,
        timer: StageTimer,
    ) -> Decision:
        case = read.case
        with timer.stage("gather"):
            gathered = replace(self._gather(case, as_of, models, signals), pictures=read.pictures if models else ())
        on_progress(gathered.evidence)
        with timer.stage("judge"):
            judging = self._judge(gathered)
        if judging.judge_input.evidence != gathered.evidence:  # a model looked up more
            on_progress(judging.judge_input.evidence)
        with timer.stage("settle"):
            confirmation, rejected_quotes = self._settle(judging)
        placed = with_regions(confirmation.verdict, case)
        verdict = with_finding_ids(placed, case.id, self.library.fingerprint)
        on_progress(verdict)
        with timer.stage("consequence"):
            consequence = self._recommend(verdict, judging.judge_input)
        with timer.stage("educate"):
            lesson, letter = self._write(verdict, consequence, judging)
        return Decision(
            decision_id=decision_id,
            case_id=case.id,
            decided_at=now,
            verdict=verdict,
            consequence=consequence,
            education=letter,
            evidence=judging.judge_input.evidence,
            trace=build_trace(
                self.judge, self.library, judging, confirmation, lesson, rejected_quotes, timer, read.warnings(models)
            ),
        )

    def _gather(self, case: Case, as_of: date, models: LazySession | None, signals: SignalSource | None) -> JudgeInput:
        """What a model answered to an attack is no answer to the next one: it is asked anew, each time."""
        gathered = self.gatherer.gather(case, as_of, models=models, signals=signals)
        if models and gathered.evidence.may_attack:
            models.ask_anew()
        return gathered

    def _judge(self, gathered: JudgeInput) -> JudgingResult:
        search = first_search(self.judge.name)
        may_search = search is FirstSearch.AGENT or not self.judge_only
        investigator = Investigator(self.gatherer) if gathered.models and may_search else None
        agent_from = self.models.options.agent_from_severity if self.models else None
        return Rejudging(self.judge, investigator, search, agent_from).run(gathered)

    def _settle(self, judging: JudgingResult) -> tuple[Confirmation, tuple[RejectedQuote, ...]]:
        facts = self.library.contact_facts
        settling = GuardedSettling(self.thresholds, self.local_judge, self.reader, self.question, facts)
        return settling.settle(judging.judge_input, judging.output)

    def _recommend(self, verdict: Verdict, judge_input: JudgeInput) -> Consequence:
        violated = [judge_input.clauses[clause_id] for clause_id in verdict.violated]
        ladder = self.library.ladder(judge_input.as_of, judge_input.case.market)
        return recommend_action(violated, ladder, judge_input.evidence.signals, judge_input.as_of)

    def _write(
        self, verdict: Verdict, consequence: Consequence, judging: JudgingResult
    ) -> tuple[WrittenLesson, EducationMessage]:
        """Text of the post that speaks to its judge might have written the judge's lesson."""
        judge_input = judging.judge_input
        case, clauses, evidence = judge_input.case, judge_input.clauses, judge_input.evidence
        lesson = WrittenLesson()
        if judge_input.models is not None and not self.judge_only:
            locale = locale_for(letter_locale(case, evidence))
            names = confidential_names(case, verdict, consequence, evidence)
            lessons = {} if evidence.may_attack else judging.output.lessons
            lesson = write_lesson(case, verdict, clauses, judge_input.models, locale, names, lessons)
        policy = letter_policy(self.library, judge_input.as_of, case.market)
        letter = write_education_letter(case, verdict, clauses, consequence, policy, evidence, lesson.letter_draft)
        return lesson, letter


def _basis_attributes(decision_id: str, basis: DecisionBasis) -> dict[str, str]:
    return {
        "openinference.span.kind": "CHAIN",
        DECISION_ID: decision_id,
        JUDGE: basis.judge,
        AS_OF: basis.as_of.isoformat(),
        POLICY_FINGERPRINT: basis.policy_fingerprint,
    }
