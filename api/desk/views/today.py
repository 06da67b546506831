"""The figures of today and of the last days, as rows with their bars."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from domain.message import MessageStatus
from domain.verdict import Outcome
from store.figures import ClauseFigures, CostFigures, DayFigures

MIN_REVIEWED = 20  # with fewer reviews, a share may be off by more than 20 points
AGES = (timedelta(hours=1), timedelta(hours=4), timedelta(hours=24), timedelta(days=3))
AGE_WORDS = ("less than 1 h", "1 to 4 h", "4 to 24 h", "1 to 3 d", "more than 3 d")
OUTCOMES = (Outcome.VIOLATION, Outcome.NEEDS_REVIEW, Outcome.NO_VIOLATION)
LETTERS = {
    MessageStatus.HELD: "held for a person",
    MessageStatus.READY: "ready to go",
    MessageStatus.DELIVERED: "sent in these days",
    MessageStatus.DEAD: "given up after failed attempts",
}


@dataclass(frozen=True)
class Part:
    """A part of a bar: `start` and `width` in percent of the longest bar; `kind` gives its colour."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True)
class Row:
    """`values` are the cells beside the label; `words` say the bar to those who do not see it."""

    label: str
    values: tuple[str, ...]
    parts: tuple[Part, ...]
    words: str


def day_rows(days: Sequence[DayFigures]) -> tuple[Row, ...]:
    """The newest first; cells: decided, by outcome, reviewed."""
    longest = max((day.total for day in days), default=0)
    return tuple(
        Row(
            label=f"{day.day:%a %d %b}",
            values=(_count(day.total), *(_count(day.decided[outcome]) for outcome in OUTCOMES), _count(day.reviewed)),
            parts=tuple(_parts([(outcome.value, day.decided[outcome]) for outcome in OUTCOMES], longest)),
            words=f"{day.total:,} decided",
        )
        for day in reversed(days)
    )


def clause_rows(figures: Sequence[ClauseFigures], titles: Mapping[str, str]) -> tuple[tuple[Row, str], ...]:
    """Each with its clause's title; the share of reviewed decisions that were overturned is the bar."""
    return tuple((_clause_row(one), titles.get(one.clause_id, "")) for one in figures)


def age_rows(counts: Sequence[int]) -> tuple[Row, ...]:
    longest = max(counts, default=0)
    return tuple(
        Row(words, (_count(count),), tuple(_parts([("waiting", count)], longest)), f"{count:,} jobs")
        for words, count in zip(AGE_WORDS, counts, strict=True)
    )


def letter_rows(counts: Mapping[MessageStatus, int]) -> tuple[Row, ...]:
    longest = max(counts.values(), default=0)
    found = ((status, words, counts.get(status, 0)) for status, words in LETTERS.items())
    return tuple(
        Row(words, (_count(count),), tuple(_parts([(status.value, count)], longest)), f"{count:,} letters")
        for status, words, count in found
    )


def cost_words(cost: CostFigures, currency: str) -> str:
    """`1.24 USD for 310 decisions`; says what has no price."""
    if not cost.decisions:
        return "no model was asked"
    unpriced = f"; {cost.unpriced:,} of these have no price" if cost.unpriced else ""
    decisions = "decision" if cost.decisions == 1 else "decisions"
    return f"{cost.total:,.2f} {currency} for {cost.decisions:,} {decisions}{unpriced}"


def _clause_row(figures: ClauseFigures) -> Row:
    counts = (_count(figures.decided), _count(figures.reviewed), _count(figures.overturned))
    if figures.reviewed < MIN_REVIEWED:
        return Row(figures.clause_id, (*counts, "too few"), (), f"fewer than {MIN_REVIEWED} reviews")
    share = figures.overturned / figures.reviewed
    return Row(figures.clause_id, (*counts, f"{share:.0%}"), (Part("overturned", 0, 100 * share),), f"{share:.0%}")


def _parts(counts: Sequence[tuple[str, int]], longest: int) -> Iterator[Part]:
    start = 0.0
    for kind, count in counts:
        if count:
            width = 100 * count / longest
            yield Part(kind, start, width)
            start += width


def _count(number: int) -> str:
    return f"{number:,}"
