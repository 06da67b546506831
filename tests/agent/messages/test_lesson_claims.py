"""A lesson speaks of the post and the rule: claims about anything else are found in every language of the letters."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.messages.disclosure_check import AllowedText, Disclosure, DisclosureKind, find_disclosures
from agent.messages.lesson_check import find_lesson_faults
from agent.messages.lesson_claims import find_claims
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


def faults(lesson: str, allowed: AllowedText = NOTHING) -> tuple[Disclosure, ...]:
    return (*find_disclosures(lesson, allowed), *find_lesson_faults(lesson, allowed))


@pytest.mark.parametrize(("kind", "lesson"), BAD)
def test_bad_claim_is_found(kind: str, lesson: str) -> None:
    assert faults(lesson), kind


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
