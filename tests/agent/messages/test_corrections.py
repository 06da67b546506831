"""The letter to a creator whose earlier one no longer holds: which clauses it names, and that it gives nothing away."""

from datetime import UTC, date, datetime

import pytest

from agent.messages.corrections import corrected
from agent.messages.disclosure_check import Public, leaks
from agent.messages.promise_terms import PROMISES
from domain.case import Case, ContentItem
from domain.clause import Clause, ClauseKind
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Verdict
from prompts import education

CASE = Case(id="case_1", creator_id="mina_9", content=(ContentItem(id="item_1", text="This tea cures migraine."),))
CURE = Clause(
    id="HLT-2.1",
    policy_id="health",
    version="2.0",
    title="Curing illness",
    text="No post says that a product cures.",
    kind=ClauseKind.RULE,
)
IDLE = CURE.model_copy(update={"id": "LIV-1.2", "title": "Unattended LIVE"})
LOCALES = ["en", "es", "id", "pt", "th", "vi"]


def decided(locale: str) -> Decision:
    return Decision(
        decision_id="dec_1",
        case_id="case_1",
        decided_at=datetime(2026, 11, 20, tzinfo=UTC),
        verdict=Verdict(outcome=Outcome.VIOLATION, probability=0.9, confidence=0.9, summary="So it is."),
        consequence=Consequence(status=ConsequenceStatus.NOT_DUE, reason="None."),
        education=education.bare(Outcome.VIOLATION, locale),
        evidence=Evidence(signals=SignalReading(condition=SignalCondition.NO_CREATOR, source="none")),
        trace=Trace(judge="local", model="m", policy_fingerprint="f", as_of=date(2026, 11, 20)),
    )


def whole(message: EducationMessage) -> str:
    return "\n".join((message.subject, message.body, *message.steps, message.appeal))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_breach_that_is_none_is_taken_back_by_its_name(locale: str) -> None:
    letter = corrected(CASE, decided(locale), None, [CURE, IDLE])
    assert letter == education.taken_back((CURE, IDLE), locale)
    assert letter.locale == locale
    assert (letter.steps, letter.appeal) == ((), "")
    law = (*education.law(CURE), *education.law(IDLE))
    assert leaks(whole(letter), Public(law=law), frozenset({"case_1", "mina_9", "item_1"})) == ()
    assert PROMISES.findall(whole(letter)) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_letter_that_stands_in_place_of_another_says_so_first(locale: str) -> None:
    decision = decided(locale)
    letter = corrected(CASE, decision, decision.education, [CURE])
    assert letter == education.replacing(decision.education, [CURE])
    greeting, rest = decision.education.body.split("\n\n", 1)
    assert letter.body.startswith(f"{greeting}\n\n")
    assert letter.body.endswith(f"\n\n{rest}")
    note = letter.body.removeprefix(greeting).removesuffix(rest)
    assert "HLT-2.1" in note
    assert leaks(f"{letter.subject}\n{note}", Public(law=education.law(CURE))) == ()
    assert PROMISES.findall(note) == []


@pytest.mark.parametrize("title", ["Ask mina_9", "See HLT-2.1@2.0", "Above 0.9"])
def test_a_clause_whose_name_gives_something_away_is_not_named(title: str) -> None:
    leaky = CURE.model_copy(update={"title": title})
    found = corrected(CASE, decided("en"), None, [leaky, IDLE])
    named = (leaky, IDLE) if title == "Above 0.9" else (IDLE,)  # numbers of the law are public
    assert found == education.taken_back(named)
