"""Messages to creators, scored: what they must say, what they must not, in which language, how readable."""

import pytest

from domain.education import EducationMessage
from domain.finding import FindingStatus
from domain.verdict import Outcome
from eval.scorers.education import LANGUAGE, LEAKS, MENTIONS, READABLE
from tests.eval.scorers.decisions import CURE, TEXT, decision, finding, label, scored

YES = Outcome.VIOLATION
PLAIN = f"Hello,\n\nthis line breaks a rule:\n\n> {TEXT}\n\nLeave the cure out, and all is well."


def message_scores(body: str, *, locale: str = "en", **gold: list[str]) -> dict[str, float | None]:
    message = EducationMessage(locale=locale, subject="Your post", body=body, steps=("Leave it out.",), appeal="Write.")
    said = decision(YES, finding("P-1", FindingStatus.VIOLATED, CURE), education=message)
    return scored(label(YES, "P-1", message=gold), said)


def test_a_good_message() -> None:
    found = message_scores(PLAIN, must_mention=["cure"], must_not_mention=["guilty"])
    assert [found[name] for name in (MENTIONS, LEAKS, READABLE, LANGUAGE)] == [1, 0, 1, 1]


def test_what_it_must_and_must_not_mention() -> None:
    found = message_scores(PLAIN, must_mention=["cure", "licence"], must_not_mention=["all is well"])
    assert (found[MENTIONS], found[LEAKS]) == (1 / 2, 1)


@pytest.mark.parametrize("word", ["cr_9", "P-1@1"])
def test_a_name_that_is_nobodys_business_is_a_leak(word: str) -> None:
    assert message_scores(f"{PLAIN} See {word}.")[LEAKS] == 1


def test_a_name_in_the_creators_own_line_is_not() -> None:
    assert message_scores(PLAIN.replace("> ", "> I am cr_9. "))[LEAKS] == 0


def test_another_language_than_the_creators_shows() -> None:
    spanish = "Hola: esta publicación incumple una de nuestras normas. Quite la frase y todo estará bien."
    assert message_scores(spanish)[LANGUAGE] == 0
    assert message_scores(PLAIN, locale="es")[LANGUAGE] == 0


def test_long_sentences_of_long_words_are_not_readable() -> None:
    heavy = "Notwithstanding aforementioned considerations regarding substantiation requirements, " * 6
    assert message_scores(f"{heavy}.")[READABLE] == 0


def test_nothing_is_scored_of_an_error() -> None:
    found = scored(label(YES, "P-1"), None)
    assert [found[name] for name in (MENTIONS, LEAKS, READABLE, LANGUAGE)] == [None] * 4
