"""What the desk shows of each clause: its words, exceptions, quotes, score, examples and precedents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from api.desk.views.content import QuotePlace
from api.desk.views.examples import Nearest, NearestExamples, by_words, named_first
from domain.case import Case
from domain.clause import Clause, Relation
from domain.decision import Decision
from domain.evidence import FoundPrecedent
from domain.finding import Finding, FindingStatus, ShortlistedClause
from domain.media_places import place_words, region_of_quote

SHOWN = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)
MAX_PRECEDENTS = 3


@dataclass(frozen=True)
class ClauseView:
    """One clause under review; `number` is its key, `threshold` the score from which it counts as violated.
    `clause` is None if the policies have changed since."""

    number: int
    clause_id: str
    title: str
    status: str
    score: float | None
    threshold: float
    clause: Clause | None
    exceptions: tuple[Clause, ...]
    quotes: tuple[QuotePlace, ...]
    quote_texts: tuple[str, ...]
    violating_examples: tuple[str, ...]
    compliant_examples: tuple[str, ...]
    precedents: tuple[FoundPrecedent, ...]
    finding: Finding | None = None
    listed: ShortlistedClause | None = None

    @property
    def target(self) -> str:
        return f"clause-{self.number}"

    @property
    def severity(self) -> str:
        return self.clause.severity.name.lower() if self.clause else "unknown"

    @property
    def reading(self) -> str:
        """The score beside its threshold, in words."""
        if self.score is None:
            return "not scored"
        side = "at or above" if self.score >= self.threshold else "below"
        return f"score {self.score:.2f}, {side} the threshold {self.threshold:.2f}"


@dataclass(frozen=True)
class ClauseViews:
    """`clauses`: those with a finding, then those of the shortlist alone. `others`: what was judged without effect."""

    clauses: tuple[ClauseView, ...]
    others: tuple[Finding, ...]

    @property
    def places(self) -> tuple[QuotePlace, ...]:
        return tuple(place for view in self.clauses for place in view.quotes)


@dataclass(frozen=True)
class ClauseViewBuilder:
    case: Case
    decision: Decision
    clauses: Mapping[str, Clause]
    examples: NearestExamples | None = None

    def build(self) -> ClauseViews:
        verdict = self.decision.verdict
        findings = sorted(self._shown_findings(), key=lambda finding: SHOWN.index(finding.status))
        found = {finding.clause_id for finding in findings}
        listed = [entry for entry in verdict.shortlist if entry.clause_id not in found]
        views = [self._of_finding(number, finding) for number, finding in enumerate(findings, 1)]
        views += [self._of_listed(number, entry) for number, entry in enumerate(listed, len(views) + 1)]
        others = tuple(finding for finding in verdict.findings if finding.status not in SHOWN)
        return ClauseViews(tuple(views), others)

    def _shown_findings(self) -> Iterator[Finding]:
        return (finding for finding in self.decision.verdict.findings if finding.status in SHOWN)

    def _of_finding(self, number: int, finding: Finding) -> ClauseView:
        listed = next((e for e in self.decision.verdict.shortlist if e.clause_id == finding.clause_id), None)
        quotes = finding.content_quotes or ((listed.quote,) if listed else ())
        spans = [(quote.item_id, quote.start, quote.end, quote.text) for quote in quotes]
        return self._view(number, finding.clause_id, finding.status.value, finding.probability, spans, finding, listed)

    def _of_listed(self, number: int, listed: ShortlistedClause) -> ClauseView:
        quote = listed.quote
        spans = [(quote.item_id, quote.start, quote.end, quote.text)]
        return self._view(number, listed.clause_id, "shortlisted", listed.probability, spans, None, listed)

    def _view(
        self,
        number: int,
        clause_id: str,
        status: str,
        score: float | None,
        spans: Sequence[tuple[str, int, int, str]],
        finding: Finding | None,
        listed: ShortlistedClause | None,
    ) -> ClauseView:
        clause = self.clauses.get(clause_id)
        nearest = self._nearest(clause, [text for *_, text in spans], listed) if clause else Nearest()
        return ClauseView(
            number=number,
            clause_id=clause_id,
            title=clause.title if clause else (listed.title if listed else ""),
            status=status,
            score=score,
            threshold=self.decision.verdict.threshold,
            clause=clause,
            exceptions=self._exceptions(clause),
            quotes=_places(number, status, spans, self.case),
            quote_texts=tuple(text for *_, text in spans),
            violating_examples=nearest.violating,
            compliant_examples=nearest.compliant,
            precedents=_precedents(self.decision.evidence.precedents, clause_id),
            finding=finding,
            listed=listed,
        )

    def _nearest(self, clause: Clause, quotes: Sequence[str], listed: ShortlistedClause | None) -> Nearest:
        """As the decision found them; else by meaning; by words where neither is known."""
        nearest = self._by_meaning.get(clause.id) if listed is None else None
        nearest = nearest or by_words(clause, quotes or [item.text for item in self.case.content])
        return named_first(listed, nearest) if listed is not None else nearest

    @cached_property
    def _by_meaning(self) -> Mapping[str, Nearest]:
        """Of the findings whose nearest examples the decision does not name."""
        listed = {entry.clause_id for entry in self.decision.verdict.shortlist}
        quoted = [(self.clauses.get(found.clause_id), found.content_quotes) for found in self._shown_findings()]
        texts = [(clause, quotes[0].text) for clause, quotes in quoted if clause and quotes and clause.id not in listed]
        return self.examples.by_meaning(texts) if self.examples else {}

    def _exceptions(self, clause: Clause | None) -> tuple[Clause, ...]:
        ids = clause.targets(Relation.EXCEPT) if clause else ()
        return tuple(self.clauses[clause_id] for clause_id in ids if clause_id in self.clauses)


def _places(number: int, status: str, spans: Iterable[tuple[str, int, int, str]], case: Case) -> tuple[QuotePlace, ...]:
    return tuple(
        QuotePlace(
            *(f"quote-{number}-{place}", item_id, start, end, f"clause-{number}", str(number), status),
            where=_where(case, item_id, start, end),
        )
        for place, (item_id, start, end, _) in enumerate(spans, 1)
    )


def _where(case: Case, item_id: str, start: int, end: int) -> str:
    item = case.item(item_id)
    region = region_of_quote(item, start, end) if item else None
    return place_words(region) if region else ""


def _precedents(found: Iterable[FoundPrecedent], clause_id: str) -> tuple[FoundPrecedent, ...]:
    """Those about this clause first, then those without a violation: the two sides of its border."""
    about = [precedent for precedent in found if clause_id in precedent.violated]
    return tuple(sorted(about, key=lambda precedent: -precedent.score)[:MAX_PRECEDENTS])
