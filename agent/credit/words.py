"""What a line was for, and what a tier gives, in plain words for the creator."""

from collections.abc import Iterator

from domain.credit import Benefits, CreditKind, CreditLine, CreditReason
from policies.library import Library

EXPLANATION = (
    "Credit is earned by posts that stay compliant and sell what is not returned, by quizzes and by corrections. A "
    "confirmed violation takes points, and gives back exactly these if it is overturned. Points expire. Credit only "
    "gives benefits: no enforcement action follows from it, and neither sales volume nor money buys any."
)


def text_of(line: CreditLine, library: Library) -> str:
    """One sentence or two."""
    if line.kind is CreditKind.DECAY:
        return f"{'Lost' if line.points > 0 else 'Earned'} points for {line.for_day} have expired."
    clause = clause_name(line.clause_id, library)
    return {
        CreditReason.COMPLIANT_POST: f"A post of {line.for_day} stayed compliant, and sales were not returned.",
        CreditReason.SALES: f"Sales of {line.for_day} were not returned.",
        CreditReason.TRAINING: f"You passed the quiz on {clause}.",
        CreditReason.CORRECTION: f"You corrected a post that had violated {clause}.",
        CreditReason.VIOLATION: f"A violation of {clause} was confirmed.",
        CreditReason.EDUCATION_FIRST: f"A violation of {clause} was confirmed. Your tier answers it with education.",
        CreditReason.OVERTURNED: f"The violation of {clause} was overturned: its points are back.",
    }[line.reason]


def clause_name(clause_id: str | None, library: Library) -> str:
    """Its id and title in the newest version."""
    versions = library.versions(clause_id) if clause_id else ()
    return f"{clause_id} ({versions[-1].title})" if versions else clause_id or "a clause"


def benefit_texts(benefits: Benefits) -> Iterator[str]:
    if benefits.appeal_hours is not None:
        yield f"Your appeals are answered within {benefits.appeal_hours} hours."
    if benefits.precheck_share < 1:
        yield f"{benefits.precheck_share:.0%} of your posts are checked before they are published, instead of all."
    if benefits.education_first:
        yield "The first violation of low severity in a while costs no points."
