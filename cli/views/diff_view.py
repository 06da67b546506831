"""The page of a comparison: the counts on top, then each policy with its clauses and what changed in them."""

from collections.abc import Iterator

from cli.views.document import Block, Line, Mark, Rows, Title, Words, plain
from cli.views.layout import count
from policies.diff.change import Changes, Lines, Op, Part, PolicyChange, Rewording, Shift, Sort, Span
from prompts.untrusted import one_line, shortened

SAID = {
    Sort.KIND: "of another kind",
    Sort.MARKETS: "for other markets",
    Sort.SCOPE: "of another scope",
    Sort.PERIOD: "on other days",
    Sort.REFERENCES: "with other references",
    Sort.CHECK: "with another check",
    Sort.TEACHING: "taught otherwise",
    Sort.EXAMPLES: "with other examples",
}
MARKS = {Op.KEPT: Mark.PLAIN, Op.REMOVED: Mark.GONE, Op.ADDED: Mark.NEW}
WHOLE = {Sort.ADDED: "is", Sort.REMOVED: "was"}
AROUND = 8  # words shown before and after a change
MOST, LONGEST = 4, 120  # lines of a list, and characters of a line, where a page is to be brief


def summary(changes: Changes) -> str:
    """`5 clauses changed: 3 added, 1 removed, 1 reworded; 1 policy added`."""
    counts = ", ".join(f"{number} {said(sort)}" for sort, number in changes.counts.items())
    told = [f"{count(len(changes.clauses), 'clause')} changed: {counts}"] if counts else []
    for sort in (Sort.ADDED, Sort.REMOVED):
        number = sum(policy.sort is sort for policy in changes.policies)
        told += [f"{count(number, 'policy', 'policies')} {sort}"] if number else []
    if any(part.sort is Sort.LADDER for policy in changes.policies for part in policy.parts):
        told.append("the ladder changed")
    if changes.parts:
        told.append("the corpus changed")
    return "; ".join(told) or ("only versions and dates of policies changed" if changes else "no difference")


def said(sort: Sort) -> str:
    return SAID.get(sort, sort.value)


def page(changes: Changes, *, brief: bool) -> list[Block]:
    """`brief`: of a long list that changed, such as examples, only the first lines."""
    blocks: list[Block] = [
        Title(1, plain(f"{one_line(changes.before)} → {one_line(changes.after)}")),
        Line(plain(summary(changes))),
    ]
    if changes.parts:
        blocks += [Title(2, plain("The corpus")), *_parts(changes.parts, brief)]
    return blocks + [block for policy in changes.policies for block in _policy(policy, brief)]


def _policy(policy: PolicyChange, brief: bool) -> Iterator[Block]:
    yield Title(2, _named(policy.id, policy.title, (policy.sort,) if policy.sort else ()))
    yield from _parts(policy.parts, brief)
    for clause in policy.clauses:
        yield Title(3, _named(clause.id, clause.title, clause.sorts, clause.was))
        yield from _parts(clause.parts, brief)


def _named(name: str, title: str, sorts: tuple[Sort, ...], was: str | None = None) -> Words:
    earlier = plain(f" (was {was})", Mark.DIM) if was else ()
    told = ", ".join(map(said, sorts))
    return (*plain(f"{name} {one_line(title)}".rstrip()), *earlier, *(plain(f" · {told}", Mark.DIM) if told else ()))


def _parts(parts: tuple[Part, ...], brief: bool) -> Iterator[Block]:
    whole = [part for part in parts if isinstance(part, Shift) and part.sort in WHOLE]
    rows = [(WHOLE[whole[0].sort], plain(" · ".join(map(_owned, whole))))] if whole else []
    rows += [row for part in parts if part not in whole for row in _rows(part, brief)]
    if rows:
        yield Rows(tuple(rows))


def _owned(part: Shift) -> str:
    return one_line(f"{part.part} {part.before or part.after}")


def _rows(part: Part, brief: bool) -> Iterator[tuple[str, Words]]:
    match part:
        case Rewording() if part.sort in WHOLE:
            yield part.part, plain(one_line(" ".join(span.text for span in part.spans)))
        case Rewording():
            yield part.part, _marked(part.spans)
        case Shift(part="id"):
            return  # the title says what it was
        case Shift():
            yield part.part, plain(f"{one_line(part.before or 'none')} → {one_line(part.after or 'none')}")
        case Lines():
            yield from _listed(part, brief)


def _listed(lines: Lines, brief: bool) -> Iterator[tuple[str, Words]]:
    counts = ((len(lines.removed), "removed"), (len(lines.added), "added"))
    yield lines.part, plain(", ".join(f"{number} {word}" for number, word in counts if number))
    for there, mark in ((lines.removed, Mark.GONE_LINE), (lines.added, Mark.NEW_LINE)):
        shown = there[:MOST] if brief else there
        yield from (
            ("", plain(shortened(one_line(line), LONGEST) if brief else one_line(line), mark)) for line in shown
        )
        if len(shown) < len(there):
            yield "", plain(f"and {len(there) - len(shown)} more", Mark.DIM)


def _marked(spans: tuple[Span, ...]) -> Words:
    """Blanks stand between the spans; long stretches that were kept are cut short."""
    last = len(spans) - 1
    words = [(one_line(_near(span, first=n == 0, last=n == last)), MARKS[span.op]) for n, span in enumerate(spans)]
    return tuple(piece for n, word in enumerate(words) for piece in ((" ", Mark.PLAIN), word)[n == 0 :])


def _near(span: Span, *, first: bool, last: bool) -> str:
    words = span.text.split()
    head, tail = ([] if first else words[:AROUND]), ([] if last else words[-AROUND:])
    if span.op is not Op.KEPT or len(words) <= len(head) + len(tail) + 2:
        return span.text
    return " ".join([*head, "…", *tail])
