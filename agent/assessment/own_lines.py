"""The lines about what the account itself did: scores with their parts, posts of low effort, copies of other posts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from domain.assessment import AccountEvidence, AccountReading, AccountTool, Significance
from signals.copies.stored_copies import StoredCopy
from signals.quality.habits.parts import WORDS
from signals.quality.low_effort import LowEffort
from signals.quality.measure import CODES
from signals.reading import Reading

MAX_LINES = 12
RAISES, LOWERS = Significance.FOR_CREATOR, Significance.AGAINST_CREATOR
SIGNS = {"content_quality": 1, "record": 1, "behaviour": -1}
"""Whether a higher value is better for the creator."""
CHANGE_CODES = {"ACCOUNT_CHANGE": LOWERS, "CHANNEL_CHANGE": LOWERS, "INNOCENT": RAISES}


def converted(reading: Reading, tool: AccountTool, prefix: str, as_of: date) -> AccountReading:
    """`prefix`: of the ids of its lines."""
    return AccountReading(
        name=reading.name,
        tool=tool,
        as_of=as_of,
        value=reading.value,
        interval=reading.interval,
        not_measured=reading.not_measured,
        not_known=reading.not_known,
        lines=tuple(_lines(reading, prefix)),
    )


def low_effort_reading(low_effort: LowEffort, as_of: date) -> AccountReading:
    """The value is the share of the measured posts."""
    name, tool = "low_effort", AccountTool.QUALITY_BREAKDOWN
    if low_effort.share is None:
        why = "no post of the period was measured in enough respects"
        return AccountReading(name=name, tool=tool, as_of=as_of, not_measured=why)
    return AccountReading(
        name=name, tool=tool, as_of=as_of, value=low_effort.share, lines=tuple(_low_effort_lines(low_effort))
    )


def copy_reading(copies: Sequence[StoredCopy], shown_again: int, posts: int, as_of: date) -> AccountReading:
    """The value is the number of posts that show an earlier one; not measured without `posts`, all of the period.
    `shown_again`: posts of others that show one of this creator."""
    ordered = [copy for copy in copies if copy.is_ordered]
    unknown = "; who recorded them first is not known" if ordered else ""
    text = (
        f"{len(ordered)} of {posts} posts show a post that another creator had posted here an hour or more before"
        f"{unknown}"
    )
    summary = AccountEvidence(
        id="K1",
        code="COPY_OF_ANOTHER",
        text=text,
        significance=LOWERS if ordered else RAISES,
        posts=tuple(copy.later for copy in ordered[:MAX_LINES]),
    )
    lines = [summary, *(_copy_line(number, copy) for number, copy in enumerate(copies[:MAX_LINES], 2))] if posts else []
    if shown_again:
        again = f"{shown_again} posts of other creators show an earlier post of this creator"
        lines.append(AccountEvidence(id=f"K{len(lines) + 1}", code="COPIED_BY_OTHERS", text=again))
    found = {"value": len(copies)} if posts else {"not_measured": "no posts in the period"}
    return AccountReading(name="copies", tool=AccountTool.COPIES_OF, as_of=as_of, lines=tuple(lines), **found)


def _lines(reading: Reading, prefix: str) -> Iterator[AccountEvidence]:
    sign = SIGNS.get(reading.name, 0)
    for number, reason in enumerate(reading.reasons[:MAX_LINES], 1):
        effect = sign * (reason.points or 0)
        towards = LOWERS if effect < 0 else RAISES if effect > 0 else Significance.NEUTRAL
        yield AccountEvidence(
            id=f"{prefix}{number}",
            code=reason.code,
            text=reason.text,
            significance=CHANGE_CODES.get(reason.code, towards),
            points=None if reason.points is None else round(reason.points, 4),
            posts=reason.evidence[:MAX_LINES],
        )


def _low_effort_lines(low_effort: LowEffort) -> Iterator[AccountEvidence]:
    found = low_effort.posts
    yield AccountEvidence(
        id="E1",
        code="LOW_EFFORT",
        text=f"{len(found)} of {low_effort.measured} measured posts are of low effort",
        significance=LOWERS if found else RAISES,
        posts=tuple(found)[:MAX_LINES],
    )
    counts = Counter(sign for signs in found.values() for sign in signs)
    for number, (sign, times) in enumerate(counts.most_common(), 2):
        posts = tuple(post for post, signs in found.items() if sign in signs)[:MAX_LINES]
        yield AccountEvidence(
            id=f"E{number}", code=CODES[sign], text=f"{WORDS[sign].label} in {times} of these", posts=posts
        )


def _copy_line(number: int, copy: StoredCopy) -> AccountEvidence:
    return AccountEvidence(id=f"K{number}", code="COPY", text=copy_text(copy), posts=(copy.later, copy.earlier))


def copy_text(copy: StoredCopy) -> str:
    """Both posts, their times, and what was changed."""
    counted = "" if copy.is_ordered else "; too near in time to say which was first, so it is not counted"
    changed = "unchanged" if copy.transformation == "none" else copy.transformation
    return (
        f"{copy.later} shows {copy.coverage:.0%} of {copy.earlier} of another creator ({changed}), "
        f"{copy.hours_apart} hours after it was posted here{counted}"
    )
