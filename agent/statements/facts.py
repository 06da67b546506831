"""The facts of a decision in words that hold no personal data: nothing of the content is quoted."""

from collections.abc import Iterable, Iterator, Sequence

from domain.case import Case, ContentKind
from domain.clause import Clause
from domain.finding import Finding
from domain.notice import NoticeSource
from domain.statement import Restriction
from domain.subject import Subject
from store.statements.candidates import Candidate

CONTENT_TYPES = {
    ContentKind.TRANSCRIPT: "CONTENT_TYPE_VIDEO",
    ContentKind.CAPTION: "CONTENT_TYPE_TEXT",
    ContentKind.TITLE: "CONTENT_TYPE_TEXT",
    ContentKind.COMMENT: "CONTENT_TYPE_TEXT",
    ContentKind.PROFILE: "CONTENT_TYPE_TEXT",
    ContentKind.OCR: "CONTENT_TYPE_IMAGE",
    ContentKind.LISTING: "CONTENT_TYPE_PRODUCT",
}
OTHER = "CONTENT_TYPE_OTHER"
KINDS = {
    ContentKind.TRANSCRIPT: "spoken words",
    ContentKind.CAPTION: "the caption",
    ContentKind.TITLE: "the title",
    ContentKind.OCR: "text on the screen",
    ContentKind.PROFILE: "the profile",
    ContentKind.COMMENT: "a comment",
    ContentKind.LISTING: "the listing",
    ContentKind.OTHER: "the text",
}

NOTICES = {
    NoticeSource.USER: "A notice of a user",
    NoticeSource.TRUSTED_FLAGGER: "A notice of a trusted flagger",
    NoticeSource.AUTHORITY: "A notice of an authority",
}


def findings_of(candidate: Candidate, clauses: Sequence[Clause]) -> tuple[tuple[Clause, Finding | None], ...]:
    """Each violated clause with its finding; None: only a reviewer found it."""
    by_clause = {finding.clause_id: finding for finding in candidate.stored.decision.verdict.findings}
    return tuple((clause, by_clause.get(clause.id)) for clause in clauses)


def kinds_of(case: Case, findings: Iterable[Finding | None]) -> tuple[ContentKind, ...]:
    """The kinds of the texts that were quoted; of all texts where none was."""
    quotes = (quote for finding in findings if finding for quote in finding.content_quotes)
    quoted = [item.kind for quote in quotes if (item := case.item(quote.item_id)) is not None]
    return tuple(dict.fromkeys(quoted or (item.kind for item in case.content)))


def content_types(case: Case, kinds: Sequence[ContentKind]) -> tuple[list[str], str]:
    """The codes, and the words for CONTENT_TYPE_OTHER, which are empty without it."""
    if case.subject is Subject.ACCOUNT:
        return [OTHER], "An account: how it was run over a period"
    types = {CONTENT_TYPES.get(kind, OTHER) for kind in kinds} or {OTHER}
    if case.live:
        types.add("CONTENT_TYPE_VIDEO")
    words = "Text of a post" if case.content else "A post, judged on facts about it"
    return sorted(types), words if OTHER in types else ""


def facts_text(candidate: Candidate, clauses: Sequence[Clause], restriction: Restriction) -> str:
    """In English: the database is read everywhere."""
    return " ".join(_sentences(candidate, clauses, restriction))


def _sentences(candidate: Candidate, clauses: Sequence[Clause], restriction: Restriction) -> Iterator[str]:
    case, decision = candidate.stored.case, candidate.stored.decision
    thing = "how an account was run" if case.subject is Subject.ACCOUNT else "a post"
    posted = f" of {case.content_date}" if case.content_date and case.subject is Subject.POST else ""
    if case.notice is not None:
        yield f"{NOTICES[case.notice.source]} was received on {case.notice.received:%Y-%m-%d}."
    yield f"Software examined {thing}{posted} under the policies in force on {decision.trace.as_of}."
    for clause, finding in findings_of(candidate, clauses):
        yield f"It violates the rule {clause.id} ({clause.title}){_ground(case, finding)}."
    if any(finding and finding.content_quotes for _, finding in findings_of(candidate, clauses)):
        yield "The words are not repeated here, because they may hold personal data."
    if restriction.reviewed and candidate.review is not None:
        yield f"A person reviewed the decision on {candidate.review.reviewed_at:%Y-%m-%d}."
    else:
        yield "No person had reviewed the decision when this statement was made."


def _ground(case: Case, finding: Finding | None) -> str:
    if finding is None:
        return ", as a person found"
    kinds = [KINDS[kind] for kind in kinds_of(case, [finding])] if finding.content_quotes else []
    if kinds:
        return f" by {' and '.join(kinds)}"
    return " by facts that the platform has about it" if finding.facts else ""
