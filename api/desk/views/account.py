"""What the desk shows of an assessment: the readings with their lines, what speaks for and against, who should look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from domain.assessment import PRIORITY_WORDS, READING_TITLES, AccountEvidence, AccountReading, Assessment
from domain.clause import Clause
from domain.verdict import Reason

MAX_POSTS = 6  # of a line: more are counted
SIGNS: Mapping[str, str] = {"against_creator": "for a violation", "for_creator": "against one", "neutral": ""}


@dataclass(frozen=True)
class LineView:
    """A line that a tool read; `anchor` is its place on the page, `leads` the way that it points in words: none for a
    line that decides nothing."""

    line: AccountEvidence
    anchor: str
    leads: str

    @property
    def points(self) -> str:
        return "" if self.line.points is None else f"{self.line.points:+.2f}"

    @property
    def posts(self) -> str:
        """The ids of the posts that show it, if the text does not name them."""
        others = [post for post in self.line.posts if post not in self.line.text]
        more = f" and {len(others) - MAX_POSTS} more" if len(others) > MAX_POSTS else ""
        return ", ".join(others[:MAX_POSTS]) + more


@dataclass(frozen=True)
class ReadingView:
    """One measure of the account: its title, value and interval in words, and its lines."""

    reading: AccountReading
    lines: tuple[LineView, ...]

    @property
    def title(self) -> str:
        title = READING_TITLES.get(self.reading.name, self.reading.name.replace("_", " "))
        return title[:1].upper() + title[1:]

    @property
    def value(self) -> str:
        if self.reading.value is None:
            return "not measured"
        interval = self.reading.interval
        within = f" (95% interval {interval[0]:.3g} to {interval[1]:.3g})" if interval else ""
        return f"{self.reading.value:.3g}{within}"


@dataclass(frozen=True)
class AccountView:
    """`own`: the readings of the account's own posts and devices. `review_only`: those of other accounts."""

    assessment: Assessment
    clauses: Mapping[str, Clause]

    @cached_property
    def own(self) -> tuple[ReadingView, ...]:
        return reading_views(reading for reading in self.assessment.readings if not reading.review_only)

    @cached_property
    def review_only(self) -> tuple[ReadingView, ...]:
        return reading_views(reading for reading in self.assessment.readings if reading.review_only)

    @property
    def priority(self) -> str:
        words = PRIORITY_WORDS[self.assessment.priority.level]
        return words[:1].upper() + words[1:]

    @property
    def for_a_person(self) -> tuple[tuple[str, str], ...]:
        """The id and the title of each clause that no check decides."""
        ids = self.assessment.for_a_person
        return tuple((name, self.clauses[name].title if name in self.clauses else "") for name in ids)

    @property
    def reason_groups(self) -> tuple[tuple[str, tuple[Reason, ...]], ...]:
        """Those that have a reason."""
        groups = (("For a violation", self.assessment.reasons_for), ("Against one", self.assessment.reasons_against))
        return tuple((title, reasons) for title, reasons in groups if reasons)

    def anchor_of(self, evidence_id: str) -> str:
        """Empty for a line that is not on the page."""
        return anchor(evidence_id) if evidence_id in self._line_ids else ""

    @cached_property
    def _line_ids(self) -> frozenset[str]:
        return frozenset(line.id for reading in self.assessment.readings for line in reading.lines)


def account_view(assessment: Assessment | None, clauses: Mapping[str, Clause]) -> AccountView | None:
    return None if assessment is None else AccountView(assessment, clauses)


def reading_views(readings: Iterable[AccountReading]) -> tuple[ReadingView, ...]:
    return tuple(map(_view, readings))


def anchor(evidence_id: str) -> str:
    return f"line-{evidence_id}"


def _view(reading: AccountReading) -> ReadingView:
    leads = {} if reading.review_only else SIGNS
    lines = (LineView(line, anchor(line.id), leads.get(line.significance.value, "")) for line in reading.lines)
    return ReadingView(reading, tuple(lines))
