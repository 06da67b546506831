"""A moderator's edit of a letter is checked where it changed something, in the language of the letter."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.messages.edits import LetterEdit, edit_problems
from domain.case import Case, ContentItem
from domain.clause import Clause, ClauseKind
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.finding import ContentQuote, Finding, FindingStatus
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Verdict
from prompts import education
from prompts.education import ContentLine, ProposedAction, ViolatedRule

LINE = "This tea cures migraine."
CASE = Case(id="case_1", creator_id="mina_9", content=(ContentItem(id="item_1", text=LINE),))
CURE = Clause(
    id="HLT-2.1",
    policy_id="health",
    version="2.0",
    title="Curing illness",
    text="No post says that a product cures.",
    kind=ClauseKind.RULE,
)
FINDING = Finding(
    clause_id="HLT-2.1",
    status=FindingStatus.VIOLATED,
    confidence=0.9,
    probability=0.9,
    rationale="r",
    judge="local",
    content_quotes=(ContentQuote(item_id="item_1", start=0, end=len(LINE), text=LINE),),
)


def letter(locale: str) -> EducationMessage:
    rules = (ViolatedRule(CURE, (ContentLine(CASE.content[0].kind, LINE),)),)
    return education.violation(rules, ProposedAction(appeal_days=24), locale)


def problems(locale: str, **changes: object) -> tuple[str, ...]:
    before = letter(locale)
    decision = Decision(
        decision_id="dec_1",
        case_id="case_1",
        decided_at=datetime(2026, 11, 20, tzinfo=UTC),
        verdict=Verdict(
            outcome=Outcome.VIOLATION, probability=0.9, confidence=0.9, summary="Summary.", findings=(FINDING,)
        ),
        consequence=Consequence(status=ConsequenceStatus.NOT_DUE, reason="None."),
        education=before,
        evidence=Evidence(signals=SignalReading(condition=SignalCondition.NO_CREATOR, source="none")),
        trace=Trace(judge="local", model="m", policy_fingerprint="f", as_of=date(2026, 11, 20)),
    )
    edit = LetterEdit(before, before.model_copy(update=changes), ("HLT-2.1",))
    return edit_problems(edit, CASE, decision, {"HLT-2.1": CURE})


@pytest.mark.parametrize("locale", ["de", "en", "es", "fr", "id", "pt", "th", "vi"])
def test_letter_that_did_not_change_is_not_checked_again(locale: str) -> None:
    assert problems(locale) == ()


@pytest.mark.parametrize(
    ("locale", "step"),
    [
        ("en", "Take out the sentence “This tea cures migraine.” and post again."),
        ("de", "Nimm den Satz über die Krankheit aus der Beschreibung heraus und poste dann noch einmal."),
        ("fr", "Retirez la phrase sur la maladie de la légende, puis publiez à nouveau."),
        ("es", "Quita la frase sobre la enfermedad de la descripción y publica otra vez."),
    ],
)
def test_plain_step_in_the_language_of_the_letter_may_be_sent(locale: str, step: str) -> None:
    assert problems(locale, steps=(step,)) == ()


@pytest.mark.parametrize(
    ("locale", "step", "problem"),
    [
        ("de", "Die Wahrscheinlichkeit war hoch, also nimm den Satz über die Krankheit heraus.", "(internals)"),
        ("de", "Der Beitrag wurde gemeldet, also nimm den Satz über die Krankheit heraus.", "(reporter)"),
        ("de", "Klick auf den Link und gib dein Passwort ein, bevor du wieder etwas postest.", "(credentials)"),
        ("fr", "La publication a été signalée, retirez donc la phrase sur la maladie.", "(reporter)"),
        ("fr", "Un remboursement vous attend si vous retirez la phrase sur la maladie.", "(promise)"),
        ("de", "Take out the sentence about the illness and then post the video again.", "in the language de"),
        ("en", "Take it out and tell mina_9 that you did.", "(identifier)"),
    ],
)
def test_step_that_discloses_or_promises_is_refused_in_each_language(locale: str, step: str, problem: str) -> None:
    assert problem in " ".join(problems(locale, steps=(step,)))


def test_size_and_the_rule_are_checked() -> None:
    assert "subject: one line of at most 200 characters" in problems("en", subject="A\nB")
    assert "steps: at most 5" in problems("en", steps=tuple(f"Read line number {'x' * n}." for n in range(6)))
    assert "steps: keep at least one, the creator needs to know what to do" in problems("en", steps=())
    assert "keep HLT-2.1: a letter names each rule that it is about" in problems("en", body="Hello,\n\nnew.")


@given(st.text(max_size=300))
def test_any_text_is_checked_without_an_error(text: str) -> None:
    assert isinstance(problems("en", body=f"{letter('en').body}\n\n{text}", subject=text or "s"), tuple)
