"""What the disclosure check finds, what it allows, and that it finds every confidential name."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.messages.disclosure_check import (
    AllowedText,
    Disclosure,
    DisclosureKind,
    confidential_names,
    find_disclosures,
)
from domain.case import Case, ContentItem
from domain.consequence import Consequence, ConsequenceStatus, Incident
from domain.evidence import Evidence, FoundBy, FoundClause, FoundPrecedent
from domain.finding import Finding, FindingStatus
from domain.signals import CreatorSignals, PastViolation, SignalCondition, SignalReading
from domain.verdict import Outcome, Reason, Verdict

PROSE = "Hello, your post did not fit our rules. A person will look at it, and you can appeal."


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("It came out at 0.83.", DisclosureKind.NUMBER, "0.83"),
        ("You are at 12 now.", DisclosureKind.NUMBER, "12"),
        ("That is ٣٤ of them.", DisclosureKind.NUMBER, "٣٤"),
        ("That is \uff17 of them.", DisclosureKind.NUMBER, "7"),
        ("We are 90% sure.", DisclosureKind.NUMBER, "90%"),
        ("Your quality score fell.", DisclosureKind.INTERNALS, "score"),
        ("Your quality sc\u200bore fell.", DisclosureKind.INTERNALS, "score"),
        ("You have two points.", DisclosureKind.INTERNALS, "points"),
        ("It is above the threshold.", DisclosureKind.INTERNALS, "threshold"),
        ("A classifier saw it.", DisclosureKind.INTERNALS, "classifier"),
        ("MiniLM found it.", DisclosureKind.INTERNALS, "MiniLM"),
        ("Our language model read it.", DisclosureKind.INTERNALS, "language model"),
        ("A viewer reported you.", DisclosureKind.REPORTER, "reported"),
        ("We had complaints.", DisclosureKind.REPORTER, "complaints"),
        ("Ask jo.doe+x@mail.example now.", DisclosureKind.CONTACT, "jo.doe+x@mail.example"),
        ("Ask @jo.doe now.", DisclosureKind.CONTACT, "@jo.doe"),
        ("It is HLT-2.1@2.0 here.", DisclosureKind.IDENTIFIER, "HLT-2.1@2.0"),
        ("It is case_ab here.", DisclosureKind.IDENTIFIER, "case_ab"),
        ("It is CASE_AB here.", DisclosureKind.IDENTIFIER, "case_ab"),
    ],
)
def test_disclosures_are_found(text: str, kind: DisclosureKind, found: str) -> None:
    assert Disclosure(kind, found) in find_disclosures(text, AllowedText(), frozenset({"case_ab"}))


@pytest.mark.parametrize("number", ["+1 (555) 010-9999", "0044 20 7946 0000", "555.010.9999", "5550109999"])
def test_phone_numbers_are_contacts(number: str) -> None:
    assert Disclosure(DisclosureKind.CONTACT, number) in find_disclosures(f"Ask {number} now.", AllowedText())


def test_ordinary_prose_discloses_nothing() -> None:
    assert find_disclosures(PROSE, AllowedText()) == ()


def test_allowed_texts_are_allowed_only_as_a_whole() -> None:
    allowed = AllowedText(
        creator_lines=("Score 10 of 10, ask @me",),
        policy_texts=("HLT-2.1", "No more than 3 reported scores."),
        day_counts=frozenset({7}),
    )
    text = "Score 10 of 10, ask @me — HLT-2.1: No more than 3 reported scores. It lasts 7 days."
    assert find_disclosures(text, allowed) == ()
    assert find_disclosures(f"{text} And a score.", allowed) == (Disclosure(DisclosureKind.INTERNALS, "score"),)
    assert find_disclosures(f"{text} And 4 more.", allowed) == (Disclosure(DisclosureKind.NUMBER, "4"),)


def test_numbers_of_the_post_and_the_rule_are_allowed_and_percentages_where_they_have_one() -> None:
    allowed = AllowedText(creator_lines=("only 9.99, 50 % off",), policy_texts=("The lowest price of 30 days.",))
    assert find_disclosures("The 9.99 and the percentage come from a price of the last 30 days.", allowed) == ()
    assert find_disclosures("It is 31 days, by 9.9.", allowed) == (
        Disclosure(DisclosureKind.NUMBER, "31"),
        Disclosure(DisclosureKind.NUMBER, "9.9"),
    )
    assert find_disclosures("The percentage is high.", AllowedText()) == (
        Disclosure(DisclosureKind.INTERNALS, "percentage"),
    )


def test_parts_of_a_source_are_allowed_in_quotation_marks_only() -> None:
    allowed = AllowedText(creator_lines=("my trust score is 10 of 10",), quotable=("two points more",))
    assert find_disclosures("You say \u201cTrust score\u201d and \u00abtwo points\u00bb.", allowed) == ()
    assert find_disclosures("You say \u201cyour score\u201d.", allowed) == (
        Disclosure(DisclosureKind.INTERNALS, "score"),
    )


def test_name_is_found_in_a_policy_text_but_not_in_a_creator_line() -> None:
    names = frozenset({"vision_x2"})
    text = "vision_x2 sees it"
    assert find_disclosures(text, AllowedText(policy_texts=(text,)), names) == (
        Disclosure(DisclosureKind.IDENTIFIER, "vision_x2"),
    )
    assert find_disclosures(text, AllowedText(creator_lines=(text,)), names) == ()


def test_number_of_any_length_is_found() -> None:
    number = "9" * 5000
    allowed = AllowedText(day_counts=frozenset({7}))
    assert find_disclosures(f"It lasts {number} days.", allowed) == (Disclosure(DisclosureKind.NUMBER, number),)


def test_confidential_names_of_a_case() -> None:
    case = Case(
        id="case_1",
        creator_id="cr_9",
        content=(ContentItem(id="caption", text="x"), ContentItem(id="item7", text="y")),
        facts={"seen_by": {"names": ["visionX", "eye/2", "plain words", 4, None]}, "long": "a_" * 100},
    )
    finding = Finding(
        clause_id="HLT-2.1",
        status=FindingStatus.VIOLATED,
        confidence=0.9,
        probability=0.9,
        rationale="r",
        judge="local:minilm_l6",
        evidence_ids=("ev_1", "HLT-2.1"),
    )
    verdict = Verdict(
        outcome=Outcome.VIOLATION,
        confidence=0.9,
        probability=0.9,
        summary="s",
        findings=(finding,),
        reasons_for=(Reason(text="t", evidence_ids=("ev_2",)),),
        would_change=(Reason(text="t", evidence_ids=("ev_3", "1234")),),
    )
    incident = Incident(
        violation_id="vi_1", clause_id="DIS-1", date=date(2026, 1, 1), points=1, counted=True, reason="r"
    )
    consequence = Consequence(status=ConsequenceStatus.RECOMMENDED, reason="r", incidents=(incident,))
    past = PastViolation(id="vi_2", clause_id="DIS-1", date=date(2026, 1, 1), points=1)
    signals = CreatorSignals(creator_id="cr_9", violations=(past,), tier="tier_3")
    evidence = Evidence(
        clauses=(FoundClause(id="ev_4", clause_id="HLT-2.1", version="2.0", score=1, found_by=FoundBy.CONTENT),),
        signals=SignalReading(condition=SignalCondition.KNOWN, source="http://signals", signals=signals),
        precedents=(FoundPrecedent(id="ev_5", precedent_id="pr_1", text="t", score=0.5),),
    )
    from_case = {"case_1", "cr_9", "item7", "visionX", "eye/2", "local:minilm_l6", "minilm_l6"} | {
        "ev_1",
        "ev_2",
        "ev_3",
        "vi_1",
    }
    assert confidential_names(case, verdict, consequence) == from_case
    from_evidence = {"ev_4", "HLT-2.1@2.0", "ev_5", "pr_1", "http://signals", "vi_2", "tier_3"}
    assert confidential_names(case, verdict, consequence, evidence) == from_case | from_evidence


NAMES = st.from_regex(r"[a-z]{2,8}[_:/#][a-z]{2,8}", fullmatch=True)
NUMBERS = st.one_of(st.integers(0, 10**6).map(str), st.floats(0, 1, allow_nan=False).map("{:.3f}".format))
WORDS = PROSE.split()


@given(st.one_of(NAMES, NUMBERS), st.integers(0, len(WORDS)), st.sampled_from(["{}", "({})", "“{}”", "{}.", "{},"]))
def test_confidential_name_in_prose_is_always_found(name: str, position: int, punctuation: str) -> None:
    text = " ".join([*WORDS[:position], punctuation.format(name), *WORDS[position:]])
    assert any(name in disclosure.text for disclosure in find_disclosures(text, AllowedText(), frozenset({name})))
