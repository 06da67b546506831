"""A post of the warehouse as a case that can be decided and reviewed."""

from domain.case import Case, ContentItem, ContentKind
from domain.days import date_of
from domain.errors import InputError
from warehouse.engines.base import Engine

POST = "SELECT creator_id, market, language, caption, day FROM posts WHERE post_id = :post_id"
NO_CAPTION = "This post has no caption. Look at it where it was posted."


class PostUnknown(InputError):
    """The warehouse has no such post."""


def read_post_case(engine: Engine, post_id: str) -> Case:
    """Its caption is the only text that the warehouse has. Raises PostUnknown."""
    rows = engine.rows(POST, {"post_id": post_id})
    if not rows:
        raise PostUnknown(f"the warehouse at {engine.location} has no post {post_id}")
    creator_id, market, language, caption, day = rows[0]
    return Case(
        id=post_id,
        creator_id=creator_id,
        market=market,
        language=language,
        content_date=date_of(int(day)),
        content=(ContentItem(id="caption", kind=ContentKind.CAPTION, text=caption or NO_CAPTION),),
    )
