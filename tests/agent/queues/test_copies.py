"""The same text and near copies are found; a word that may change the decision makes another text."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.queues.copies import CopyFinder, deciding_words, folded_text
from domain.case import Case, ContentItem, ContentKind
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence, FoundBy, FoundClause
from domain.finding import Finding, FindingStatus
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Verdict
from text.search_words import search_words

POST = (
    "My grandmother drank this tea every morning and her sugar went back to normal within two weeks, her doctor could "
    "hardly believe it. I order it from a small farm in the mountains and share it with the whole family because it "
    "tastes of honey and mint, and it keeps us all healthy in the cold months of the year."
)


def make_case(text: str = POST, *more: str, **fields: object) -> Case:
    items = [ContentItem(id=f"c{n}", kind=ContentKind.CAPTION, text=one) for n, one in enumerate((text, *more), 1)]
    return Case.model_validate({"id": "p1", "market": "US", "language": "en", "content": items, **fields})


def decision_of(*clauses: str, status: FindingStatus = FindingStatus.UNCLEAR, version: str = "1") -> Decision:
    findings = tuple(
        Finding(clause_id=one, status=status, confidence=None, probability=0.5, rationale="r", judge="local")
        for one in clauses
    )
    found = tuple(
        FoundClause(id=f"clause:{one}", clause_id=one, version=version, score=1, found_by=FoundBy.CHECK)
        for one in clauses
    )
    return Decision(
        decision_id="dec_1",
        case_id="p1",
        decided_at=datetime(2026, 11, 20, tzinfo=UTC),
        verdict=Verdict(outcome=Outcome.NEEDS_REVIEW, probability=0.5, confidence=None, summary="s", findings=findings),
        consequence=Consequence(status=ConsequenceStatus.NOT_DETERMINED, reason="r"),
        education=EducationMessage(locale="en", subject="s", body="b"),
        evidence=Evidence(clauses=found, signals=SignalReading(condition=SignalCondition.NO_CREATOR, source="s")),
        trace=Trace(judge="local", model="m", policy_fingerprint="f", as_of=date(2026, 11, 20)),
    )


OPEN = decision_of("HLT-1")


def is_same(one: Case, two: Case, first: Decision = OPEN, second: Decision = OPEN) -> bool:
    finder = CopyFinder()
    return finder.fingerprint(one, first).digest == finder.fingerprint(two, second).digest


def is_near(one: Case, two: Case, first: Decision = OPEN, second: Decision = OPEN) -> bool:
    finder = CopyFinder()
    bands = {*finder.fingerprint(one, first).bands} & {*finder.fingerprint(two, second).bands}
    return bool(bands) and finder.are_copies(one, two)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        str.upper,
        lambda text: text.replace(" ", "  ") + "\n",
        lambda text: text.replace("tea", "t\u200bea"),
        lambda text: text.replace("grandmother", "grandm\u043ether"),
    ],
)
def test_same_text_in_another_form_is_the_same(change: Callable[[str], str]) -> None:
    assert is_same(make_case(), make_case(change(POST), id="p2", creator_id="cr_2"))


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + " Thanks for reading!",
        lambda text: text.replace("grandmother", "grandma"),
        lambda text: text.replace("honey", "honney"),
        lambda text: "Hello friends! " + text,
        lambda text: text + " 🌿🌿",
        lambda text: text.replace(", ", " - "),
    ],
)
def test_text_with_a_small_change_is_a_near_copy(change: Callable[[str], str]) -> None:
    changed = make_case(change(POST))
    assert not is_same(make_case(), changed)
    assert is_near(make_case(), changed)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("went back", "never went back"),
        lambda text: text.replace("it keeps us", "it won't keep us"),
        lambda text: text + " #ad",
        lambda text: text + " Werbung",
        lambda text: text + " Take 3 cups.",
        lambda text: text + " 甜",
        lambda text: text.replace("My grandmother", "Satire: my grandmother"),
        lambda text: text[: len(text) // 2],
        lambda text: " ".join(reversed(text.split())),
    ],
)
def test_text_that_may_be_decided_otherwise_is_no_copy(change: Callable[[str], str]) -> None:
    assert not is_near(make_case(), make_case(change(POST)))


LATIN = sorted(filter(str.isascii, deciding_words()))  # a Cyrillic word between Latin ones is read as Latin letters


@given(word=st.sampled_from([*LATIN, "5", "x2", "甜"]), place=st.integers(0, len(POST.split())))
def test_deciding_word_anywhere_makes_another_text(word: str, place: int) -> None:
    words = POST.split()
    assert not is_near(make_case(), make_case(" ".join([*words[:place], word, *words[place:]])))


@given(place=st.integers(0, len(POST.split())))
def test_other_word_anywhere_makes_a_near_copy(place: int) -> None:
    words = POST.split()
    changed = make_case(" ".join([*words[:place], "really", *words[place:]]))
    assert CopyFinder().are_copies(make_case(), changed)


def test_negation_that_moved_is_no_copy() -> None:
    one = POST + " It is not a drug, it is a food, and I sell it in my shop to people whom I know and like."
    two = POST + " It is a drug, it is not a food, and I sell it in my shop to people whom I know and like."
    assert not is_near(make_case(one), make_case(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (make_case(market="US"), make_case(market="DE")),
        (make_case(language="en"), make_case(language=None)),
        (make_case(facts={"paid": True}), make_case(facts={"paid": False})),
        (make_case(facts={"paid": 1}), make_case(facts={})),
        (make_case(scope="ads"), make_case()),
        (make_case(live=True), make_case()),
        (make_case(POST[:100], POST[100:]), make_case()),
    ],
)
def test_case_with_other_facts_is_no_copy(one: Case, two: Case) -> None:
    assert not is_same(one, two)
    assert not is_near(one, two)


@pytest.mark.parametrize(
    "other",
    [
        decision_of("HLT-2"),
        decision_of("HLT-1", "HLT-2"),
        decision_of("HLT-1", status=FindingStatus.VIOLATED),
        decision_of("HLT-1", version="2"),
    ],
)
def test_case_with_other_clauses_is_no_copy(other: Decision) -> None:
    assert not is_same(make_case(), make_case(), OPEN, other)
    assert not is_near(make_case(), make_case(), OPEN, other)


def test_short_text_has_only_the_same_text_as_a_copy() -> None:
    assert CopyFinder().fingerprint(make_case("Great tea, buy it now"), OPEN).bands == ()
    assert is_same(make_case("Great tea, buy it now"), make_case("great TEA,  buy it now"))


def test_clauses_that_were_not_found_do_not_matter() -> None:
    satisfied = decision_of("HLT-9", status=FindingStatus.SATISFIED).verdict.findings
    verdict = OPEN.verdict.model_copy(update={"findings": (*OPEN.verdict.findings, *satisfied)})
    assert is_same(make_case(), make_case(), OPEN, OPEN.model_copy(update={"verdict": verdict}))


def test_signature_stays_as_it_is_stored() -> None:
    """Another version of the library or of the folding would not find the copies that are stored."""
    fingerprint = CopyFinder().fingerprint(make_case(), OPEN)
    assert fingerprint.bands[:2] == (-8240137304244416147, 7344964522061707634)


def test_deciding_words_are_folded() -> None:
    assert all([*search_words(word)] == [word] for word in deciding_words())


def test_text_is_folded_item_by_item() -> None:
    assert folded_text(make_case("A  B", "C")) == "a b\nc"
