"""Agreement, measures, coverage and the next cases to label, as the rows of a page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.quality.bootstrap import Estimate
from agent.quality.coverage import Covered
from agent.quality.golden_measures import Measured
from agent.quality.next_cases import NextCase
from agent.quality.reviewer_agreement import Agreement, ReviewerAgreement
from api.desk.views.queue import excerpt_of
from domain.review import Review
from store.decision_rows import StoredDecision

NO_FIGURE = "—"
SECONDS = 60


@dataclass(frozen=True)
class Whisker:
    """A value from 0 to 1 and its interval as a bar, in percent; what is below zero is drawn as zero."""

    value: float
    low: float
    width: float
    words: str


@dataclass(frozen=True)
class AgreementRow:
    """`clause_id` None: violation or not. `alpha`: the figure with its interval; None: `reason` says why not."""

    clause_id: str | None
    title: str
    cases: int
    differing: int
    alpha: str | None
    reason: str
    bar: Whisker | None


@dataclass(frozen=True)
class MeasuredRow:
    """A person or a judge. `cells` are labels and figures; `missing` says why a figure is not there."""

    name: str
    kind: str
    cells: tuple[tuple[str, str], ...]
    bar: Whisker | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CoverageRow:
    """Both shares with their bars, in percent of the largest share."""

    kind: str
    value: str
    title: str
    traffic: str
    golden: str
    traffic_width: float
    golden_width: float
    is_missing: bool


@dataclass(frozen=True)
class NextRow:
    """A decision to label. `review` None: nobody has reviewed it, so that the lead says what is right."""

    decision_id: str
    case_id: str
    excerpt: str
    reasons: tuple[str, ...]
    clauses: tuple[str, ...]
    uncovered: tuple[str, ...]
    market: str | None
    language: str | None
    review: Review | None


def agreement_rows(agreement: ReviewerAgreement, titles: Mapping[str, str]) -> tuple[AgreementRow, ...]:
    """Of the outcome, then of each clause."""
    return tuple(_agreement_row(one, titles) for one in (agreement.outcome, *agreement.clauses))


def measured_rows(measures: Sequence[Measured], currency: str) -> tuple[MeasuredRow, ...]:
    """People first: they are fewer, and are who the page is about."""
    people = sorted(measures, key=lambda one: one.kind != "reviewer")
    return tuple(_measured_row(one, currency) for one in people)


def coverage_rows(rows: Sequence[Covered], titles: Mapping[str, str]) -> tuple[CoverageRow, ...]:
    longest = max((share or 0 for row in rows for share in (row.traffic_share, row.golden_share)), default=0) or 1
    return tuple(
        CoverageRow(
            kind=row.kind,
            value=row.value,
            title=titles.get(row.value, "") if row.kind == "clause" else "",
            traffic=_count_and_share(row.traffic, row.traffic_share),
            golden=_count_and_share(row.golden, row.golden_share),
            traffic_width=100 * (row.traffic_share or 0) / longest,
            golden_width=100 * (row.golden_share or 0) / longest,
            is_missing=not row.golden,
        )
        for row in rows
    )


def next_row(case: NextCase, stored: StoredDecision, review: Review | None) -> NextRow:
    return NextRow(
        decision_id=case.decision_id,
        case_id=stored.case.id,
        excerpt=excerpt_of(stored),
        reasons=case.reasons,
        clauses=case.clauses,
        uncovered=case.uncovered,
        market=case.market,
        language=case.language,
        review=review,
    )


def _agreement_row(one: Agreement, titles: Mapping[str, str]) -> AgreementRow:
    words = _with_interval(one.alpha) if one.alpha else None
    return AgreementRow(
        clause_id=one.clause_id,
        title=titles.get(one.clause_id or "", ""),
        cases=one.cases,
        differing=one.differing,
        alpha=words,
        reason=one.reason or "",
        bar=_whisker(one.alpha, f"alpha {words}") if one.alpha else None,
    )


def _measured_row(one: Measured, currency: str) -> MeasuredRow:
    correct = _with_interval(one.correct, percent=True)
    cells = (
        ("Cases", f"{one.cases:,}"),
        ("Undecided", f"{one.undecided:,}"),
        ("Correct", correct),
        ("Kappa", _with_interval(one.kappa) if one.kappa else NO_FIGURE),
        ("Time", _duration(one.minutes)),
        ("Cost", NO_FIGURE if one.cost is None else f"{one.cost:.3g} {currency}"),
    )
    return MeasuredRow(one.name, one.kind, cells, _whisker(one.correct, f"correct {correct}"), tuple(_missing(one)))


def _missing(one: Measured) -> Iterator[str]:
    if one.correct.value is None:
        yield "no golden case has an answer"
    yield from one.missing


def _with_interval(estimate: Estimate, *, percent: bool = False) -> str:
    """`0.82 [0.61, 0.95]`, or `82% [61, 95]`."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return NO_FIGURE
    if percent:
        return f"{estimate.value:.0%} [{100 * estimate.low:.0f}, {100 * estimate.high:.0f}]"
    return f"{estimate.value:.2f} [{estimate.low:.2f}, {estimate.high:.2f}]"


def _whisker(estimate: Estimate, words: str) -> Whisker | None:
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return None
    value, low, high = (100 * min(max(one, 0.0), 1.0) for one in (estimate.value, estimate.low, estimate.high))
    return Whisker(value, low, max(high - low, 1.0), words)


def _duration(minutes: float | None) -> str:
    if minutes is None:
        return NO_FIGURE
    return f"{minutes:.1f} min" if minutes >= 1 else f"{minutes * SECONDS:.2g} s"


def _count_and_share(count: int, share: float | None) -> str:
    return f"{count:,}" if share is None else f"{count:,} ({share:.1%})"
