"""Letters on the bundled policies: every translation and every sentence for a fact passes the check for disclosures."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from agent.messages.education_letter import write_education_letter
from agent.messages.letter_policy import letter_policy
from domain.case import Case, ContentItem
from domain.clause import ClauseKind
from domain.consequence import Consequence, ConsequenceStatus
from domain.finding import FactCitation, Finding, FindingStatus
from domain.verdict import Outcome, Verdict
from policies.corpus_path import BUNDLED_CORPUS
from policies.library import load_library
from policies.vocabulary import TrueOrFalse

LIBRARY = load_library(BUNDLED_CORPUS)
NOT_DUE = Consequence(status=ConsequenceStatus.NOT_DUE, reason="None.")
NO_FACTS: Mapping[str, bool | int] = {}
LANGUAGES = ("de", "en", "es", "fr", "id", "pt", "th", "vi")
TODAY = date(2026, 11, 20)
TRANSLATED = [(clause, t.language) for clause in LIBRARY.clauses for t in clause.translations]
SENTENCES = [
    (name, value, language)
    for name, variable in (LIBRARY.vocabulary or {}).items()
    for language, words in variable.sentence.items()
    for value in ((True, False) if isinstance(words, TrueOrFalse) else (3,))
]


def letter_body(clause_id: str, language: str, facts: Mapping[str, bool | int] = NO_FACTS) -> str:
    content = (ContentItem(id="i1", text="The words of the post."),)
    case = Case(id="case_1", market="DE", language=language, content=content, facts=dict(facts))
    finding = Finding(
        clause_id=clause_id,
        status=FindingStatus.VIOLATED,
        confidence=1,
        probability=1,
        rationale="r",
        judge="rules",
        facts=tuple(FactCitation(name=f"facts.{name}", value=value) for name, value in facts.items()),
    )
    verdict = Verdict(outcome=Outcome.VIOLATION, probability=1, confidence=1, summary="s", findings=(finding,))
    clause = LIBRARY.versions(clause_id)[-1]
    policy = letter_policy(LIBRARY, TODAY, "DE")
    return write_education_letter(case, verdict, {clause_id: clause}, NOT_DUE, policy).body


def fact_lines(name: str, value: bool | int, language: str) -> list[str]:
    return [line for line in letter_body("LIV-1.2", language, {name: value}).splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(("clause", "language"), TRANSLATED, ids=lambda value: getattr(value, "id", value))
def test_translated_rule_is_shown_in_the_letter(clause: object, language: str) -> None:
    clause_id = getattr(clause, "id", "")
    translation = LIBRARY.versions(clause_id)[-1].translation(language)
    assert translation is not None
    body = letter_body(clause_id, language)
    assert translation.title in body
    assert translation.text in body
    assert translation.why in body


@pytest.mark.parametrize(("name", "value", "language"), SENTENCES)
def test_fact_is_said_in_the_letter(name: str, value: bool | int, language: str) -> None:
    body = letter_body("LIV-1.2", language, {name.removeprefix("facts."): value})
    words = (LIBRARY.vocabulary or {})[name].sentence[language]
    expected = (
        (words.true if value else words.false) if isinstance(words, TrueOrFalse) else words.replace("{value}", "3")
    )
    assert f"\n- {expected}\n" in body


@pytest.mark.parametrize("language", LANGUAGES)
def test_letter_on_facts_matches_golden_file(language: str, golden: Callable[[str, str], None]) -> None:
    """A complete letter, then what each fact is told as."""
    facts = {"unattended_minutes": 12, "announced_break_minutes": 4, "announced_breaks_2h": 1, "outage_minutes": 0}
    sentences = [
        line
        for name, value, told_in in SENTENCES
        if told_in == language
        for line in (f"{name} = {value}", *fact_lines(name.removeprefix("facts."), value, language))
    ]
    golden(f"facts.{language}.txt", "\n".join((letter_body("LIV-1.2", language, facts), "", *sentences, "")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bundled_rule_has_its_full_letter_in_every_language(language: str) -> None:
    rules = {clause.id for clause in LIBRARY.clauses if clause.kind is ClauseKind.RULE}
    assert [rule for rule in sorted(rules) if rule not in letter_body(rule, language)] == []
