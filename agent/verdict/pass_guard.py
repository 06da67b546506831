"""Confirms a pass that a model gave: by the embedded judge, or by a second question about the sentences that matter."""

from collections.abc import Callable
from dataclasses import dataclass, field

from agent.judges.base import RULES_JUDGE, JudgeInput, JudgeOutput
from agent.judges.model.second_question import SecondQuestion
from agent.verdict.embedded_reading import BREACH, EmbeddedReader
from agent.verdict.pass_questions import LEANS, Pass, Question, judged_by_model
from agent.verdict.rules_of_items import with_rules_of_items
from agent.verdict.settling import require_review
from domain.decision import Degradation, JudgeContribution
from domain.verdict import Outcome, Reason, ReviewCode, Verdict
from llm.errors import LlmError
from prompts.untrusted import one_line, shortened

COMPONENT = "second_question"
MAX_QUOTE_CHARS = 120

# Leans of the embedded judge, chosen on the development cases. A pass that gets no second answer does not stand from
# LED on if text may speak to a model, else from BREACH on. From LED_APART on of that text alone it does not stand at
# all, because no question can show only a part of a sentence.
LED, LED_APART = 0.5, 0.6

Settle = Callable[[JudgeInput, JudgeOutput], Verdict]


@dataclass(frozen=True)
class Confirmation:
    """The verdict, which is never milder than before, and what the trace says about the second question."""

    verdict: Verdict
    contributions: tuple[JudgeContribution, ...] = ()
    degraded: tuple[Degradation, ...] = ()


@dataclass(frozen=True)
class PassGuard:
    """`question` asks the model that judged."""

    reader: EmbeddedReader
    question: SecondQuestion
    settle: Settle = field(repr=False)

    def confirm(self, verdict: Verdict, judge_input: JudgeInput, output: JudgeOutput) -> Confirmation:
        """Only a `no_violation` needs to be confirmed; one of the embedded judge too, because other text may have
        lowered its probability. Where no model could judge, none can be asked again."""
        failed = bool(output.degraded) and not judged_by_model(output)
        if verdict.outcome is not Outcome.NO_VIOLATION or failed:
            return Confirmation(verdict)
        wider = with_rules_of_items(judge_input, self.reader.index)
        passed = Pass(verdict, wider, output, self.reader.read(wider))
        if not passed.reading.in_doubt:
            return Confirmation(verdict)
        if passed.reading.lean_apart >= LED_APART:
            text = "A model passed this content, but text of it that seems to talk about the review may break a rule."
            return Confirmation(_unconfirmed(verdict, text + _set_aside(passed)))
        questions = passed.questions()
        if not questions:
            nothing = "A model passed this content, and nothing of it is left to ask about again."
            leans = passed.reading.max_lean >= LEANS
            return Confirmation(_unconfirmed(verdict, nothing + _set_aside(passed)) if leans else verdict)
        read = tuple(dict.fromkeys(rule for rules, _ in questions for rule in rules))
        contribution = JudgeContribution(judge=COMPONENT, model=self.question.judge.model, clauses_read=read)
        try:
            problem = next(filter(None, (self._disagreement(passed, question) for question in questions)), None)
        except SecondQuestionUnanswered as error:
            return _unanswered(passed, contribution, str(error))
        settled = _unconfirmed(verdict, problem + _set_aside(passed)) if problem else _with_named(verdict, passed)
        return Confirmation(settled, (contribution,))

    def _disagreement(self, passed: Pass, question: Question) -> str | None:
        """What the second answer says against the pass, or None. Raises `SecondQuestionUnanswered`."""
        decided = [finding for finding in passed.output.findings if finding.judge == RULES_JUDGE]
        try:
            asked, answer = self.question.ask(passed.judge_input, *question, decided)
        except LlmError as error:
            raise SecondQuestionUnanswered(str(error)) from error
        if answer.degraded:
            raise SecondQuestionUnanswered(answer.degraded[0].reason)
        second = self.settle(asked, answer)
        if second.outcome is Outcome.NO_VIOLATION:
            return None
        return (
            f"A model passed this content, but not when it was asked again about single sentences. {_described(second)}"
        )


class SecondQuestionUnanswered(Exception):
    """The model gave no usable second answer; the message says why."""


def _unanswered(passed: Pass, contribution: JudgeContribution, reason: str) -> Confirmation:
    """The embedded judge alone decides then whether the pass stands."""
    verdict, reading = passed.verdict, passed.reading
    if reading.unread or passed.exempted or reading.max_lean >= (LED if reading.may_speak else BREACH):
        verdict = require_review(
            verdict,
            ReviewCode.PASS_UNCONFIRMED,
            f"A model passed this content, and it could not be asked again: {reason}",
        )
    return Confirmation(verdict, (contribution,), (Degradation(component=COMPONENT, reason=reason),))


def _with_named(verdict: Verdict, passed: Pass) -> Verdict:
    """With the rule that the embedded judge names, so that a reader sees where the two differ."""
    if passed.reading.named is None:
        return verdict
    text = f"{passed.reading.named}: the embedded judge names it. The model was asked again and does not."
    return verdict.model_copy(update={"reasons_for": (Reason(text=text), *verdict.reasons_for)})


def _described(second: Verdict) -> str:
    if not second.findings or second.outcome is Outcome.NEEDS_REVIEW:
        return second.review_reasons[0].text
    finding = second.findings[0]
    quote = f": “{_short(finding.content_quotes[0].text)}”" if finding.content_quotes else ""
    return f"Then {finding.clause_id} is violated with a probability of {finding.probability:.2f}{quote}."


def _set_aside(passed: Pass) -> str:
    rows = passed.reading.set_aside
    text = " … ".join(passed.judge_input.segments[row].text for row in rows)
    return f" Left out as text about the review or not in words: “{_short(text)}”." if rows else ""


def _short(text: str) -> str:
    return shortened(one_line(text), MAX_QUOTE_CHARS)


def _unconfirmed(verdict: Verdict, text: str) -> Verdict:
    return require_review(verdict, ReviewCode.PASS_UNCONFIRMED, text)
