"""Requires human review of a pass whose media are in the bank of confirmed violations. It proves no violation."""

from collections.abc import Sequence

from agent.media_bank.words import sentence
from agent.verdict.settling import require_review
from domain.media_bank import BankMatch
from domain.verdict import Outcome, Reason, ReviewCode, Verdict

MAX_REASONS = 3


def with_bank_matches(verdict: Verdict, matches: Sequence[BankMatch]) -> Verdict:
    """The verdict with the matches among its reasons, never milder than before. `matches`: of clauses in force."""
    if not matches:
        return verdict
    reasons = [Reason(text=f"In the bank: {sentence(match)}", evidence_ids=(match.id,)) for match in matches]
    explained = verdict.model_copy(update={"reasons_for": (*verdict.reasons_for, *reasons[:MAX_REASONS])})
    if verdict.outcome is not Outcome.NO_VIOLATION:
        return explained
    text = f"No rule was found to be violated, but {sentence(matches[0])} A person compares the two."
    return require_review(explained, ReviewCode.MEDIA_IN_BANK, text)
