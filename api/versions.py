"""The version of a decision and its reviews in HTTP: `ETag` names it, `If-Match` says which one a review answers."""

import re
from typing import Annotated

from fastapi import Header

from api.problem import ApiError, version_conflict
from domain.review import ReviewState, version_name
from store.errors import ReviewConflict
from store.reviews import Reviews

IfMatch = Annotated[
    str | None,
    Header(
        max_length=600,
        description="The `ETag` of the decision that the review answers; needed from its second review on.",
    ),
]
ETAG = re.compile(r'"(.+)\.([0-9]{1,9})"')


def etag(state: ReviewState) -> str:
    return f'"{version_name(state.decision_id, state.version)}"'


def require_version(reviews: Reviews, state: ReviewState, if_match: str | None, *, hidden: bool = False) -> None:
    """Raises ApiError for a request that does not say which version it answers, and ReviewConflict for another one than
    `state`. `hidden`: the caller may not see the reviews, so that the conflict does not tell what they say."""
    if if_match is None:
        if state.version:
            raise _unnamed(_conflict(reviews, state, 0, hidden), state)
        return
    named = ETAG.fullmatch(if_match.strip())
    if named is None or named[1] != state.decision_id:
        detail = f"If-Match is no version of {state.decision_id}: send the ETag of its decision, such as {etag(state)}"
        raise ApiError(422, "invalid-request", detail)
    if int(named[2]) != state.version:
        raise _conflict(reviews, state, int(named[2]), hidden)


def _conflict(reviews: Reviews, state: ReviewState, version: int, hidden: bool) -> ReviewConflict:
    if not hidden:
        return reviews.conflict(state, version)
    message = f"decision {state.decision_id} has another version now: take its job, read it again, then decide"
    return ReviewConflict(message, state)


def _unnamed(found: ReviewConflict, state: ReviewState) -> ApiError:
    detail = f"{found}, with If-Match: {etag(state)}"
    return ApiError(428, "precondition-required", detail, conflict=version_conflict(found))
