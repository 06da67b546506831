"""A match in the bank sends a pass to a person, and changes no other outcome."""

import pytest

from agent.verdict.bank_guard import MAX_REASONS, with_bank_matches
from domain.media_bank import BankMatch
from domain.verdict import Outcome, ReviewCode, Verdict
from tests.agent.media_bank.media_cases import AT


def match(number: int = 1) -> BankMatch:
    return BankMatch(
        id=f"M{number}",
        media_id="photo-1",
        clause_id="HLT-2.1",
        entry_id="bank_1",
        decision_id="dec_1",
        added_at=AT,
        hash_name="dhash512",
        exact=False,
        distance=12,
        bits=512,
    )


def verdict(outcome: Outcome) -> Verdict:
    return Verdict(outcome=outcome, probability=0.2, confidence=None, summary="It says so.")


def test_pass_goes_to_a_person_with_the_reason_in_words() -> None:
    found = with_bank_matches(verdict(Outcome.NO_VIOLATION), [match()])
    (reason,) = found.review_reasons
    assert (found.outcome, reason.code, found.violated) == (Outcome.NEEDS_REVIEW, ReviewCode.MEDIA_IN_BANK, ())
    assert "photo-1 looks much like (12 of 512 bits of its hash differ)" in reason.text
    assert "decision dec_1, in the bank since 2026-11-22" in reason.text
    assert found.reasons_for[-1].evidence_ids == ("M1",)


@pytest.mark.parametrize("outcome", [Outcome.VIOLATION, Outcome.NEEDS_REVIEW])
def test_other_outcomes_stay_and_name_the_match(outcome: Outcome) -> None:
    found = with_bank_matches(verdict(outcome), [match(n) for n in range(MAX_REASONS + 2)])
    assert (found.outcome, found.review_reasons, len(found.reasons_for)) == (outcome, (), MAX_REASONS)


@pytest.mark.parametrize("outcome", [*Outcome])
def test_without_a_match_nothing_changes(outcome: Outcome) -> None:
    assert with_bank_matches(verdict(outcome), []) == verdict(outcome)
