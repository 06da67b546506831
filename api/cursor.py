"""The place where a page ended, as callers hand it back."""

import base64
import binascii
import json
from datetime import UTC, datetime

from api.problem import ApiError
from domain.case import check_text
from store.cursor import Cursor


def cursor(place: Cursor) -> str:
    return base64.urlsafe_b64encode(json.dumps([place[0].isoformat(), place[1]]).encode()).decode().rstrip("=")


def place_of(told: str) -> Cursor:
    """Raises ApiError where it is none of ours."""
    try:
        at, decision_id = json.loads(base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)))
        place = datetime.fromisoformat(at), check_text(str(decision_id))
        place[0].astimezone(UTC)
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise ApiError(422, "cursor", "this is no cursor of ours: leave it out, or give `next` of a page") from error
    if place[0].tzinfo is None:
        raise ApiError(422, "cursor", "this is no cursor of ours: leave it out, or give `next` of a page")
    return place
