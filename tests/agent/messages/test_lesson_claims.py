"""A lesson speaks of the post and the rule: claims about anything else are found in every language of the letters."""

import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.messages.disclosure_check import AllowedText, Disclosure, DisclosureKind, find_disclosures
from agent.messages.lesson_check import find_lesson_faults
from agent.messages.lesson_claims import TABLE, find_claims
from prompts.writing import LANGUAGE_NAMES
from tests.agent.messages import french_lessons, german_lessons
from tests.agent.messages.claims import BAD_CLAIMS, GOOD_CLAIMS

BAD = [(kind, text) for kind, languages in BAD_CLAIMS.items() for texts in languages.values() for text in texts]
NOTHING = AllowedText()
ALL_BAD = st.sampled_from([text for _, text in BAD])
DISGUISES: dict[str, dict[int, str] | dict[int, int]] = {
    "full width": str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)}),
    "zero width": str.maketrans({"e": "e\u200b", "o": "o\u200d"}),
    "look-alikes": str.maketrans({"e": "\u0435", "o": "\u043e", "a": "\u0430"}),
    "digits": str.maketrans({"e": "3", "o": "0", "a": "4", "i": "1"}),
}


OTHERS = {"de": german_lessons, "fr": french_lessons}
NO_VERB_FORMS = {"me": {"es", "pt"}}
"""A verb alone says who speaks."""
GRAMMAR = {"noun", "capitalised", "no_name", "relative", "conjunction"}


def faults(lesson: str, allowed: AllowedText = NOTHING, language: str = "") -> tuple[Disclosure, ...]:
    return (*find_disclosures(lesson, allowed), *find_lesson_faults(lesson, allowed, language))


@pytest.mark.parametrize(("kind", "lesson"), BAD)
def test_bad_claim_is_found(kind: str, lesson: str) -> None:
    assert faults(lesson), kind


@pytest.mark.parametrize(
    ("language", "kind", "lesson"),
    [
        (name, kind, text)
        for name, sentences in OTHERS.items()
        for kind, texts in sentences.BAD.items()
        for text in texts
    ],
)
def test_bad_german_and_french_sentence_is_found(language: str, kind: str, lesson: str) -> None:
    assert faults(lesson, language=language), kind


@pytest.mark.parametrize(
    ("language", "lesson"), [(name, text) for name, sentences in OTHERS.items() for text in sentences.GOOD]
)
def test_good_german_and_french_lesson_has_no_fault(language: str, lesson: str) -> None:
    assert faults(lesson, language=language) == ()


def test_table_has_words_of_every_language_in_which_a_model_writes() -> None:
    words = tomllib.loads(TABLE.read_text(encoding="utf-8"))["words"]
    missing = {name: set(LANGUAGE_NAMES) - set(by_language) for name, by_language in words.items()}
    assert {name: without for name, without in missing.items() if without and name not in GRAMMAR} == NO_VERB_FORMS


def test_claim_is_found_after_a_mark_with_a_space_before_it() -> None:
    assert faults("C'est beau\u202f! D'autres boutiques font mieux.")
    assert faults("C'est beau\u202f! Le prix est \u00ab\u00a0trop bas\u00a0\u00bb.", AllowedText(("trop bas",))) == ()


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize(
    "lesson", ["Your earnings stay frozen.", "Only a crook writes that.", "Dial five five five oh one."]
)
def test_disguised_claim_is_found(lesson: str, disguise: str) -> None:
    assert faults(lesson.translate(DISGUISES[disguise]))


@pytest.mark.parametrize("lesson", [text for texts in GOOD_CLAIMS.values() for text in texts])
def test_lesson_about_the_post_and_the_rule_makes_none(lesson: str) -> None:
    assert faults(lesson) == ()


def test_words_of_a_claim_follow_each_other_in_one_sentence() -> None:
    assert [claim.text for claim in find_claims("Your post stays frozen.")] == ["post stays frozen"]
    assert [*find_claims("Take down your post. Nobody stays frozen.")] == []
    assert [*find_claims("Say in your post when the box stays closed.")] == []


def test_quotation_of_the_creator_is_no_claim() -> None:
    allowed = AllowedText(creator_lines=("we are the best shop, my sister told everyone",))
    assert faults("You say \u201cmy sister told everyone\u201d, which nobody can check.", allowed) == ()
    assert Disclosure(DisclosureKind.PLATFORM, "we") in faults("You say that we are the best.", allowed)
    assert faults("You say \u201cour sister told everyone\u201d.", allowed)


@given(st.text(max_size=60), ALL_BAD, st.text(max_size=60))
@example("", "That is fraud.", "\u202e")
def test_check_never_fails_and_names_what_it_found(before: str, bad: str, after: str) -> None:
    for text in (before, f"{before} {bad} {after}"):
        assert all(fault.text for fault in faults(text, AllowedText((after,), (before,))))


@given(ALL_BAD, st.sampled_from([text for texts in GOOD_CLAIMS.values() for text in texts]))
def test_bad_claim_is_found_after_a_good_lesson(bad: str, good: str) -> None:
    assert faults(f"{good} {bad}")
