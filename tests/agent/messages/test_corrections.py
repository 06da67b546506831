"""The letter that corrects an earlier one: which clauses it names, and that it discloses nothing."""

from datetime import UTC, date, datetime

import pytest

from agent.messages.corrections import appeal_letter, correction_letter, first_letter
from agent.messages.disclosure_check import AllowedText, find_disclosures
from agent.messages.forbidden_terms import TermKind, term_pattern
from domain.case import Case, ContentItem
from domain.clause import Clause, ClauseKind
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Verdict
from prompts import education
from prompts.education import ProposedAction, ViolatedRule
from prompts.letter_notes import PostLabel, RedressWords, Review, identified

CASE = Case(id="case_1", creator_id="mina_9", content=(ContentItem(id="item_1", text="This tea cures migraine."),))
LABEL = PostLabel("This tea cures migraine.")
CURE = Clause(
    id="HLT-2.1",
    policy_id="health",
    version="2.0",
    title="Curing illness",
    text="No post says that a product cures.",
    kind=ClauseKind.RULE,
)
UNATTENDED = CURE.model_copy(update={"id": "LIV-1.2", "title": "Unattended LIVE"})
LOCALES = ["de", "en", "es", "fr", "id", "pt", "th", "vi"]


def make_decision(locale: str) -> Decision:
    return Decision(
        decision_id="dec_1",
        case_id="case_1",
        decided_at=datetime(2026, 11, 20, tzinfo=UTC),
        verdict=Verdict(outcome=Outcome.VIOLATION, probability=0.9, confidence=0.9, summary="Summary."),
        consequence=Consequence(status=ConsequenceStatus.NOT_DUE, reason="None."),
        education=education.minimal(Outcome.VIOLATION, locale),
        evidence=Evidence(signals=SignalReading(condition=SignalCondition.NO_CREATOR, source="none")),
        trace=Trace(judge="local", model="m", policy_fingerprint="f", as_of=date(2026, 11, 20)),
    )


def full_text(message: EducationMessage) -> str:
    return "\n".join((message.subject, message.body, *message.steps, message.appeal))


@pytest.mark.parametrize("locale", LOCALES)
def test_withdrawn_clauses_are_named(locale: str) -> None:
    letter = correction_letter(CASE, make_decision(locale), None, [CURE, UNATTENDED])
    assert letter == identified(education.withdrawn((CURE, UNATTENDED), locale), LABEL)
    assert letter.locale == locale
    assert (letter.steps, letter.appeal) == ((), "")
    texts = (*education.clause_texts(CURE), *education.clause_texts(UNATTENDED))
    assert (
        find_disclosures(full_text(letter), AllowedText(policy_texts=texts), frozenset({"case_1", "mina_9", "item_1"}))
        == ()
    )
    assert term_pattern(TermKind.PROMISE).findall(full_text(letter)) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_replacement_letter_says_so_first(locale: str) -> None:
    decision = make_decision(locale)
    current = education.needs_review(locale)
    letter = correction_letter(CASE, decision, current, [CURE])
    assert letter == education.replacement(current, [CURE])
    greeting, rest = current.body.split("\n\n", 1)
    assert letter.body.startswith(f"{greeting}\n\n")
    assert letter.body.endswith(f"\n\n{rest}")
    note = letter.body.removeprefix(greeting).removesuffix(rest)
    assert "HLT-2.1" in note
    assert find_disclosures(f"{letter.subject}\n{note}", AllowedText(policy_texts=education.clause_texts(CURE))) == ()
    assert term_pattern(TermKind.PROMISE).findall(note) == []


@pytest.mark.parametrize("title", ["Ask mina_9", "See HLT-2.1@2.0", "Above 0.9"])
def test_clause_whose_title_discloses_something_is_not_named(title: str) -> None:
    disclosing = CURE.model_copy(update={"title": title})
    letter = correction_letter(CASE, make_decision("en"), None, [disclosing, UNATTENDED])
    named = (disclosing, UNATTENDED) if title == "Above 0.9" else (UNATTENDED,)  # numbers of the policies are public
    assert letter == identified(education.withdrawn(named), LABEL)


def make_account_decision(locale: str) -> Decision:
    letter = education.account(Outcome.VIOLATION, (ViolatedRule(CURE),), (), ProposedAction(), locale)
    return make_decision(locale).model_copy(update={"education": letter})


@pytest.mark.parametrize("locale", LOCALES)
def test_withdrawal_of_a_letter_on_an_account_is_about_the_account(locale: str) -> None:
    letter = correction_letter(CASE, make_account_decision(locale), None, [CURE])
    assert letter == education.withdrawn((CURE,), locale, "account")
    assert LABEL.title not in full_text(letter)
    granted = appeal_letter(CASE, make_account_decision(locale), None, [CURE], RedressWords(), is_changed=True)
    assert granted.about == "account"
    assert granted.body.endswith(letter.body.split("\n\n", 1)[1])
    assert term_pattern(TermKind.PROMISE).findall(full_text(granted)) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_replacement_of_a_letter_on_an_account_is_about_the_account(locale: str) -> None:
    decision = make_account_decision(locale)
    letter = correction_letter(CASE, decision, decision.education, [UNATTENDED])
    post = correction_letter(CASE, make_decision(locale), education.needs_review(locale), [UNATTENDED])
    note = letter.body.split("\n\n")[1]
    assert letter.about == "account"
    assert note != post.body.split("\n\n")[1]
    assert term_pattern(TermKind.PROMISE).findall(note) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_minimal_letter_on_an_account_says_after_a_review_that_a_person_has_looked_at_the_account(locale: str) -> None:
    minimal = education.account_minimal(Outcome.VIOLATION, locale)
    letter = first_letter(minimal, Review.UPHELD)
    assert letter.about == "account"
    assert set(letter.body.split("\n\n")) & set(minimal.body.split("\n\n")) == {minimal.body.split("\n\n")[0]}
    assert letter.body != first_letter(education.minimal(Outcome.VIOLATION, locale), Review.UPHELD).body
