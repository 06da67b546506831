"""Scores of creator messages: mentions, disclosures, language, readability."""

import pytest

from domain.education import EducationMessage
from domain.finding import FindingStatus
from domain.verdict import Outcome
from eval.scorers.education import DISCLOSURE, LANGUAGE, MENTIONS, READABLE
from tests.eval.scorers.decisions import CURE, TEXT, decision, finding, label, score_values

VIOLATION = Outcome.VIOLATION
PLAIN = f"Hello,\n\nthis line breaks a rule:\n\n> {TEXT}\n\nLeave the cure out, and all is well."
NAMES = (MENTIONS, DISCLOSURE, READABLE, LANGUAGE)


def message_scores(body: str, *, locale: str = "en", **gold: list[str]) -> dict[str, float | None]:
    message = EducationMessage(locale=locale, subject="Your post", body=body, steps=("Leave it out.",), appeal="Write.")
    decided = decision(VIOLATION, finding("P-1", FindingStatus.VIOLATED, CURE), education=message)
    return score_values(label(VIOLATION, "P-1", message=gold), decided)


def test_good_message_has_the_best_scores() -> None:
    values = message_scores(PLAIN, must_mention=["cure"], must_not_mention=["guilty"])
    assert [values[name] for name in NAMES] == [1, 0, 1, 1]


def test_required_and_forbidden_phrases_are_scored() -> None:
    values = message_scores(PLAIN, must_mention=["cure", "licence"], must_not_mention=["all is well"])
    assert (values[MENTIONS], values[DISCLOSURE]) == (1 / 2, 1)


@pytest.mark.parametrize("name", ["cr_9", "P-1@1"])
def test_confidential_name_is_a_disclosure(name: str) -> None:
    assert message_scores(f"{PLAIN} See {name}.")[DISCLOSURE] == 1


def test_name_in_a_quoted_line_is_no_disclosure() -> None:
    assert message_scores(PLAIN.replace("> ", "> I am cr_9. "))[DISCLOSURE] == 0


def test_other_language_is_wrong() -> None:
    spanish = "Hola: esta publicación incumple una de nuestras normas. Quite la frase y todo estará bien."
    assert message_scores(spanish)[LANGUAGE] == 0
    assert message_scores(PLAIN, locale="es")[LANGUAGE] == 0


def test_long_sentences_of_long_words_are_not_readable() -> None:
    heavy = "Notwithstanding aforementioned considerations regarding substantiation requirements, " * 6
    assert message_scores(f"{heavy}.")[READABLE] == 0


def test_error_is_not_scored() -> None:
    values = score_values(label(VIOLATION, "P-1"), None)
    assert [values[name] for name in NAMES] == [None] * 4
