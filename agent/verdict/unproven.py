"""Why a violation without a verified quote goes to a person."""

from domain.finding import DraftFinding
from domain.media_places import seen_words
from domain.verdict import ReviewCode, ReviewReason


def unproven_reason(draft: DraftFinding) -> ReviewReason:
    """What a model sees in a picture cannot be checked word for word."""
    if draft.pictures:
        seen = f"{draft.clause_id} looks violated by what a model sees: {seen_words(draft.pictures[0])}."
        return ReviewReason(code=ReviewCode.PICTURE_CITED, text=f"{seen} No quote proves it.")
    text = f"{draft.clause_id} was judged violated, but no quote from the content could be verified."
    return ReviewReason(code=ReviewCode.NO_VERIFIED_QUOTE, text=text)
