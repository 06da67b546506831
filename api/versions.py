"""The version of a decision and its reviews in HTTP: `ETag` names it, `If-Match` says which one a review answers."""

import re
from typing import Annotated

from fastapi import Header

from api.problem import ApiError, version_conflict
from domain.review import ReviewState, version_name
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


def require_version(reviews: Reviews, state: ReviewState, if_match: str | None) -> None:
    """Raises ApiError for a request that does not say which version it answers, and ReviewConflict for another one than
    `state`."""
    if if_match is None:
        if state.version:
            raise _unnamed(reviews, state)
        return
    named = ETAG.fullmatch(if_match.strip())
    if named is None or named[1] != state.decision_id:
        detail = f"If-Match is no version of {state.decision_id}: send the ETag of its decision, such as {etag(state)}"
        raise ApiError(422, "invalid-request", detail)
    if int(named[2]) != state.version:
        raise reviews.conflict(state, int(named[2]))


def _unnamed(reviews: Reviews, state: ReviewState) -> ApiError:
    found = reviews.conflict(state, 0)
    detail = f"{found}, with If-Match: {etag(state)}"
    return ApiError(428, "precondition-required", detail, conflict=version_conflict(found))
