"""The document of a policy diff: the counts, then each policy with its clauses and what changed in them."""

from collections.abc import Iterator

from cli.views.console import count
from cli.views.document import Block, Heading, LabelledRows, Mark, MarkedText, Paragraph, plain
from policies.diff.change import (
    ChangeKind,
    CorpusDiff,
    FieldChange,
    ListChange,
    Op,
    PolicyChange,
    Span,
    TextChange,
    ValueChange,
)
from prompts.untrusted import one_line, shortened

KIND_NAMES = {
    ChangeKind.KIND: "other kind",
    ChangeKind.MARKETS: "other markets",
    ChangeKind.SCOPE: "other scope",
    ChangeKind.PERIOD: "other dates",
    ChangeKind.REFERENCES: "other references",
    ChangeKind.CHECK: "other check",
    ChangeKind.TEACHING: "other teaching",
    ChangeKind.TRANSLATIONS: "other translation",
    ChangeKind.REVIEW_REASONS: "other review reasons",
    ChangeKind.CLASSIFICATION: "classified otherwise",
    ChangeKind.EXAMPLES: "other examples",
}
SPAN_MARKS = {Op.UNCHANGED: Mark.PLAIN, Op.REMOVED: Mark.REMOVED, Op.ADDED: Mark.ADDED}
ADDED_OR_REMOVED = {ChangeKind.ADDED: "added", ChangeKind.REMOVED: "removed"}
CONTEXT_WORDS = 8
MAX_LINES, MAX_LINE_CHARS = 4, 120  # of a list, in a short document


def summary(diff: CorpusDiff) -> str:
    """`5 clauses changed: 3 added, 1 removed, 1 reworded; 1 policy added`."""
    counts = ", ".join(f"{number} {kind_name(kind)}" for kind, number in diff.counts.items())
    parts = [f"{count(len(diff.clauses), 'clause')} changed: {counts}"] if counts else []
    for kind in ADDED_OR_REMOVED:
        number = sum(policy.kind is kind for policy in diff.policies)
        parts += [f"{count(number, 'policy', 'policies')} {kind}"] if number else []
    if any(change.kind is ChangeKind.LADDER for policy in diff.policies for change in policy.changes):
        parts.append("the enforcement ladder changed")
    if diff.changes:
        parts.append("corpus settings changed")
    return "; ".join(parts) or ("only versions and dates of policies changed" if diff else "no differences")


def kind_name(kind: ChangeKind) -> str:
    return KIND_NAMES.get(kind, kind.value)


def diff_document(diff: CorpusDiff, *, short: bool) -> list[Block]:
    """`short`: of a long list that changed, such as examples, show only the first lines."""
    blocks: list[Block] = [
        Heading(1, plain(f"{one_line(diff.before)} → {one_line(diff.after)}")),
        Paragraph(plain(summary(diff))),
    ]
    if diff.changes:
        blocks += [Heading(2, plain("The corpus")), *_field_rows(diff.changes, short)]
    return blocks + [block for policy in diff.policies for block in _policy(policy, short)]


def _policy(policy: PolicyChange, short: bool) -> Iterator[Block]:
    yield Heading(2, _title(policy.id, policy.title, (policy.kind,) if policy.kind else ()))
    yield from _field_rows(policy.changes, short)
    for clause in policy.clauses:
        yield Heading(3, _title(clause.id, clause.title, clause.kinds, clause.previous_id))
        yield from _field_rows(clause.changes, short)


def _title(name: str, title: str, kinds: tuple[ChangeKind, ...], previous_id: str | None = None) -> MarkedText:
    previous = plain(f" (was {previous_id})", Mark.DIM) if previous_id else ()
    names = ", ".join(map(kind_name, kinds))
    marked_names = plain(f" · {names}", Mark.DIM) if names else ()
    return (*plain(f"{name} {one_line(title)}".rstrip()), *previous, *marked_names)


def _field_rows(changes: tuple[FieldChange, ...], short: bool) -> Iterator[Block]:
    fields = [change for change in changes if isinstance(change, ValueChange) and change.kind in ADDED_OR_REMOVED]
    rows = [(ADDED_OR_REMOVED[fields[0].kind], plain(" · ".join(map(_field, fields))))] if fields else []
    rows += [row for change in changes if change not in fields for row in _rows(change, short)]
    if rows:
        yield LabelledRows(tuple(rows))


def _field(change: ValueChange) -> str:
    return one_line(f"{change.field} {change.before or change.after}")


def _rows(change: FieldChange, short: bool) -> Iterator[tuple[str, MarkedText]]:
    match change:
        case TextChange() if change.kind in ADDED_OR_REMOVED:
            yield change.field, plain(one_line(" ".join(span.text for span in change.spans)))
        case TextChange():
            yield change.field, _marked(change.spans)
        case ValueChange(field="id"):
            return  # the heading shows the previous id
        case ValueChange():
            yield change.field, plain(f"{one_line(change.before or 'none')} → {one_line(change.after or 'none')}")
        case ListChange():
            yield from _list_rows(change, short)


def _list_rows(change: ListChange, short: bool) -> Iterator[tuple[str, MarkedText]]:
    counts = ((len(change.removed), "removed"), (len(change.added), "added"))
    yield change.field, plain(", ".join(f"{number} {word}" for number, word in counts if number))
    for lines, mark in ((change.removed, Mark.REMOVED_LINE), (change.added, Mark.ADDED_LINE)):
        shown = lines[:MAX_LINES] if short else lines
        for line in map(one_line, shown):
            yield "", plain(shortened(line, MAX_LINE_CHARS) if short else line, mark)
        if len(shown) < len(lines):
            yield "", plain(f"and {len(lines) - len(shown)} more", Mark.DIM)


def _marked(spans: tuple[Span, ...]) -> MarkedText:
    """The spans joined by blanks; of long unchanged spans only the words next to a change."""
    last = len(spans) - 1
    words = [
        (one_line(_context(span, first=index == 0, last=index == last)), SPAN_MARKS[span.op])
        for index, span in enumerate(spans)
    ]
    return tuple(piece for index, word in enumerate(words) for piece in ((" ", Mark.PLAIN), word)[index == 0 :])


def _context(span: Span, *, first: bool, last: bool) -> str:
    words = span.text.split()
    head, tail = ([] if first else words[:CONTEXT_WORDS]), ([] if last else words[-CONTEXT_WORDS:])
    if span.op is not Op.UNCHANGED or len(words) <= len(head) + len(tail) + 2:
        return span.text
    return " ".join([*head, "…", *tail])
