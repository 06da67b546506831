"""The lines about links to other accounts. Moderators alone read them, and they decide nothing."""

from collections.abc import Iterator
from datetime import date

from domain.assessment import AccountEvidence, AccountReading, AccountTool, Significance
from domain.days import date_of
from signals.links.attention import Attention
from signals.links.stored import IDENTIFIER, VALID_DAYS, StoredGroup, StoredLinks

GROUP, ATTENTION = "LINKED_GROUP", "NEAR_CONFIRMED_CASES"
MIN_EXPECTED = 0.001
NOT_SEARCHED = f"no search for links ended in the {VALID_DAYS} days up to the day: run clausewise links find"


def link_reading(links: StoredLinks | None, as_of: date) -> AccountReading:
    """The value is the number of groups. Groups that an innocent explanation covers are told too, and point nowhere."""
    if links is None:
        return AccountReading(name="links", tool=AccountTool.LINKED_ACCOUNTS, as_of=as_of, not_measured=NOT_SEARCHED)
    return AccountReading(
        name="links",
        tool=AccountTool.LINKED_ACCOUNTS,
        as_of=date_of(links.day),
        value=len(links.groups),
        lines=tuple(_lines(links)),
    )


def _lines(links: StoredLinks) -> Iterator[AccountEvidence]:
    for number, group in enumerate(links.groups, 1):
        towards = (
            Significance.NEUTRAL if group.explained or group.support == IDENTIFIER else Significance.AGAINST_CREATOR
        )
        yield AccountEvidence(id=f"L{number}", code=GROUP, text=_group_text(group), significance=towards)
    if links.attention is not None:
        text = _attention_text(links.attention)
        yield AccountEvidence(id=f"L{len(links.groups) + 1}", code=ATTENTION, text=text)


def group_head(group: StoredGroup) -> str:
    """What connects the accounts, and the account's own part in it."""
    relations = " and ".join(group.relations)
    own = f"; this account reacted to {group.own_reactions} of its posts" if group.own_reactions else ""
    return f"{group.group_id}: one of {group.size} accounts that {relations} connect{own}"


def _group_text(group: StoredGroup) -> str:
    return "; ".join([group_head(group), _chance(group), *group.explanations])


def _chance(group: StoredGroup) -> str:
    if group.support == IDENTIFIER:
        return "sharing one proves little"
    if group.p_value is None or group.expected_false_groups is None:
        return "sharing one proves little, but a second relation of another kind agrees"
    expected = max(group.expected_false_groups, MIN_EXPECTED)
    bound = "fewer than" if group.expected_false_groups < MIN_EXPECTED else "about"
    return f"by chance: p at most {group.p_value:.2g}, {bound} {expected:.2g} such groups expected"


def _attention_text(attention: Attention) -> str:
    until = date_of(attention.expires_on)
    relations = " and ".join(attention.relations)
    return f"near accounts with confirmed violations by {relations} ({attention.priority:.2f} of 1); expires on {until}"
