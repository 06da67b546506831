"""The case about an account: facts that its own posts and devices show. No link to another account is among them."""

from agent.assessment.account_reader import AccountReader
from domain.case import Case
from domain.facts import Fact
from domain.subject import Subject

CHANNEL_CHANGE = "CHANNEL_CHANGE"
POSTS = "account_posts"


def account_case(reader: AccountReader) -> Case:
    """A fact that was not measured is left out. Raises CreatorUnknown."""
    profile = reader.profile
    return Case(
        id=f"account-{reader.creator}-{reader.as_of}",
        creator_id=reader.creator,
        subject=Subject.ACCOUNT,
        market=str(profile["market"]) if profile["market"] else None,
        language=str(profile["language"]) if profile["language"] else None,
        content_date=reader.as_of,
        facts=account_facts(reader),
    )


def account_facts(reader: AccountReader) -> dict[str, Fact]:
    """Counts and shares of the period, by the names that the vocabulary of the policies declares."""
    low_effort, posts = reader.low_effort, reader.posts
    facts: dict[str, Fact] = {POSTS: posts, "account_with_agency": reader.profile["agency_id"] is not None}
    if posts:
        copied = sum(copy.is_ordered for copy in reader.copies)
        facts["account_copied_posts"] = copied
        facts["account_copied_share"] = round(copied / posts, 4)
    if low_effort.share is not None:
        facts["account_low_effort_posts"] = len(low_effort.posts)
        facts["account_low_effort_share"] = round(low_effort.share, 4)
    if reader.change.value is not None:
        facts["account_changed_channels"] = sum(reason.code == CHANNEL_CHANGE for reason in reader.change.reasons)
    if reader.is_change_cleared:
        facts["account_handover_confirmed"] = False
    return facts
