"""A claim that the post denies, warns of or reports is not named as a violation: a person reads it."""

import pytest

from agent.build import Clausewise
from agent.judges.base import ContentSegment
from agent.judges.embedded.stance import may_be_denied
from domain.verdict import Outcome
from tests.agent.judges.judge_inputs import AS_OF
from tests.agent.judges.shop import make_case

CLAIM = "this tea cured my diabetes in two weeks"  # an example of CLM-1, so that the judge is sure


def segments(*texts: str, item_id: str = "i1") -> tuple[ContentSegment, ...]:
    return tuple(ContentSegment(item_id, 0, len(text), text) for text in texts)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('My nurse said "these drops cure asthma" is a lie', "is a lie"),
        ("Pure nonsense: lose 9 kilos in 14 days", "Pure nonsense"),
        ("drops don\u2019t cure asthma", "don\u2019t cure"),
        ("whenever a seller promises a cure, ask for proof", "whenever a seller promises"),
        ("she claims that it heals cancer", "claims that"),
        ("BEWARE of miracle teas", "BEWARE"),
    ],
)
def test_words_of_denial_warning_or_report_are_found(text: str, words: str) -> None:
    assert may_be_denied(segments(text), 0) == words


@pytest.mark.parametrize(
    "text", [CLAIM, "doctors lie awake, I drink this", "it works, try it", "such a treat", "says who", ""]
)
def test_plain_claim_is_not_denied(text: str) -> None:
    assert may_be_denied(segments(text), 0) is None


def test_sentence_beside_it_in_the_same_item_counts_and_no_other() -> None:
    assert may_be_denied(segments(CLAIM, "That's a lie."), 0) == "That's a lie"
    assert may_be_denied(segments("Myth or not?", "It's a scam.", "Good morning.", CLAIM), 3) is None
    assert may_be_denied(segments(CLAIM) + segments("It's a scam.", item_id="i2"), 0) is None


def test_repeated_example_that_the_post_denies_is_left_to_a_person(shop: Clausewise) -> None:
    claimed = shop.adjudicator.decide(make_case(f"{CLAIM}. I drink it every day."), AS_OF).verdict
    denied = shop.adjudicator.decide(make_case(f"{CLAIM}. That is a lie, so beware."), AS_OF).verdict
    assert (claimed.outcome, claimed.violated) == (Outcome.VIOLATION, ("CLM-1",))
    assert (denied.outcome, denied.violated) == (Outcome.NEEDS_REVIEW, ())
