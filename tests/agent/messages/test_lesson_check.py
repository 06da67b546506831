"""A lesson is plain prose: links, markup, names, sources, comparisons and claims of action are found in it."""

import pytest

from agent.messages.disclosure_check import AllowedText, Disclosure, DisclosureKind, find_disclosures
from agent.messages.lesson_check import find_lesson_faults
from tests.agent.messages.lessons import BAD_LESSONS, GOOD_LESSONS

ALLOWED = AllowedText(creator_lines=("this tea cured my diabetes",), policy_texts=("Do not say that a food cures.",))


@pytest.mark.parametrize("lesson", BAD_LESSONS.values(), ids=BAD_LESSONS.keys())
def test_bad_lesson_has_faults(lesson: str) -> None:
    assert find_disclosures(lesson, ALLOWED) + find_lesson_faults(lesson, ALLOWED)


@pytest.mark.parametrize("lesson", [lesson for lessons in GOOD_LESSONS.values() for lesson in lessons])
def test_good_lesson_has_none(lesson: str) -> None:
    assert find_disclosures(lesson, ALLOWED) + find_lesson_faults(lesson, ALLOWED) == ()


@pytest.mark.parametrize(
    ("lesson", "kind", "found"),
    [
        ("See seller-help.com now.", DisclosureKind.LINK, "seller-help.com"),
        ("See <b>this</b> now.", DisclosureKind.MARKUP, "<"),
        ("- one thing", DisclosureKind.MARKUP, "- "),
        ("1. one thing", DisclosureKind.MARKUP, "1. "),
        ("the shop of Brandt", DisclosureKind.NAME, "Brandt"),
        ("Brandt's shop", DisclosureKind.NAME, "Brandt's"),
        ("A viewer told us so.", DisclosureKind.REPORTER, "A viewer told"),
        ("Worse than most sellers.", DisclosureKind.COMPARISON, "Worse than most sellers"),
        ("It was deleted.", DisclosureKind.ACTION, "was deleted"),
        ("You get a refund.", DisclosureKind.PROMISE, "You get a refund"),
        ("Send your password.", DisclosureKind.CREDENTIALS, "password"),
    ],
)
def test_fault_names_its_kind_and_words(lesson: str, kind: DisclosureKind, found: str) -> None:
    assert Disclosure(kind, found) in find_lesson_faults(lesson, ALLOWED)


def test_words_of_the_clause_and_of_the_creator_are_allowed() -> None:
    allowed = AllowedText(creator_lines=("Brandt tea, no penalty",), policy_texts=("Say who paid the commission.",))
    lesson = "You call it Brandt tea. The commission and the penalty belong in the caption."
    assert find_lesson_faults(lesson, allowed) == ()
    assert {fault.kind for fault in find_lesson_faults(lesson, AllowedText())} == {
        DisclosureKind.NAME,
        DisclosureKind.PROMISE,
    }


@pytest.mark.parametrize(
    ("lesson", "names"),
    [
        ("Der Laden von Brandt verkauft Tee.", ["Brandt"]),
        ("Brandts Laden verkauft Tee.", ["Brandts"]),
        ("Frag Brandt nach dem Heilversprechen.", ["Brandt"]),
        ("Brandt empfiehlt den Tee.", ["Brandt"]),
        ("Das neue Etikett nennt Inhaltsstoffe und Wirkungen.", []),
        ("Schreib über den leckeren Geschmack, statt von Gesundheit zu reden.", []),
    ],
)
def test_name_is_told_from_a_german_noun(lesson: str, names: list[str]) -> None:
    found = find_lesson_faults(lesson, AllowedText(), "de")
    assert [fault.text for fault in found if fault.kind is DisclosureKind.NAME] == names


SURNAMES = (
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf "
    "Schröder Neumann Schwarz Zimmermann Albrecht Hartmann Lehmann Morgenstern Holbein Nivea Dyson Thermomix Bosch"
)


@pytest.mark.parametrize("name", SURNAMES.split())
def test_frequent_german_surname_and_brand_is_no_noun(name: str) -> None:
    found = find_lesson_faults(f"Frag bei {name} nach dem Tee.", AllowedText(), "de")
    assert Disclosure(DisclosureKind.NAME, name) in found


def test_modal_verbs_are_advice_and_no_claim_of_an_action() -> None:
    lesson = "The sentence must be removed. It should be deleted from the caption, and the price can be hidden."
    assert find_lesson_faults(lesson, AllowedText()) == ()


def test_pictures_are_plain_and_hashtags_of_the_creator_may_be_quoted_but_no_markup() -> None:
    allowed = AllowedText(creator_lines=("cured me \u2764\ufe0f\u2728 #tea <b>now</b> `x` www.evil.example",))
    assert find_lesson_faults("The words \u201ccured me \u2764\ufe0f\u2728 #tea\u201d promise a cure.", allowed) == ()
    for lesson in (
        "You wrote <b>now</b>.",
        "You wrote `x`.",
        "You named www.evil.example.",
        "You wrote \u201c<b>now</b>\u201d.",
    ):
        assert find_lesson_faults(lesson, allowed)
