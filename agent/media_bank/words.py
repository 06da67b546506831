"""What a match in the bank says, for people and for models."""

from domain.media_bank import BankMatch
from prompts.untrusted import one_line, shortened

MAX_ID_CHARS = 60


def sentence(match: BankMatch) -> str:
    """Ids come from outside, so their length is bounded."""
    medium = shortened(one_line(match.media_id), MAX_ID_CHARS)
    found = f"{medium} {_how(match)} a medium in which a person found a violation of {match.clause_id}"
    source = f"decision {shortened(one_line(match.decision_id), MAX_ID_CHARS)}" if match.decision_id else "a file"
    return f"{found} ({source}, in the bank since {match.added_at:%Y-%m-%d})."


def _how(match: BankMatch) -> str:
    if match.exact:
        return "is the same file as"
    return f"looks much like ({match.distance} of {match.bits} bits of its hash differ)"
