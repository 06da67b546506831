"""Policies and clauses in tables, and one clause in full."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from cli.views.console import Text, bullets, count, labelled_rows, section, table
from domain.clause import Clause, ClauseKind, Relation, Translation
from domain.policy import PolicyDocument
from policies.library import Library

RELATION_LABELS = {
    Relation.EXCEPT: "exception",
    Relation.SEE: "see also",
    Relation.OVERRIDES: "overrides",
}


def document_table(documents: Iterable[PolicyDocument]) -> Table:
    rows = ((d.id, d.version, d.title, period(d), markets(d), str(len(d.clauses))) for d in documents)
    return table(("Policy", "Version", "Title", "In force", "Markets", "Clauses"), rows)


def clause_table(clauses: Iterable[Clause]) -> Table:
    rows = ((c.id, c.kind.value, _severity(c), c.title, markets(c), period(c)) for c in clauses)
    return table(("Clause", "Kind", "Severity", "Title", "Markets", "In force"), rows)


def clause_view(clause: Clause, versions: Sequence[Clause], library: Library) -> RenderableType:
    """The clause with its text, references, examples and teaching, and its versions where there are several."""
    head = Text.assemble((f"{clause.id} {clause.title}", "bold"), (f"  {_about(clause)}", "dim"))
    blocks: list[RenderableType] = [Padding(Group(head, Text(), Text(clause.text)), (1, 0, 0, 1))]
    references = list(_references(clause, library))
    if references:
        blocks.append(Padding(labelled_rows(references), (1, 0, 0, 1)))
    if clause.check:
        blocks.append(section("Check", Text(f"  {clause.check}")))
    blocks += [section(title, bullets(lines)) for title, lines in _lists(clause) if lines]
    if len(versions) > 1:
        rows = (("→" if v.key == clause.key else "", f"{v.version}: {period(v)}") for v in versions)
        blocks.append(section("Versions", Padding(labelled_rows(rows), (0, 0, 0, 1))))
    return Group(*blocks)


def _about(clause: Clause) -> str:
    parts = [clause.kind.value]
    if clause.kind is ClauseKind.RULE:
        parts += [f"severity {_severity(clause)}", count(clause.points, "point")]
    return " · ".join([*parts, markets(clause), f"{clause.policy_id} {clause.version}", period(clause)])


def _severity(clause: Clause) -> str:
    return clause.severity.label if clause.kind is ClauseKind.RULE else ""


def _references(clause: Clause, library: Library) -> Iterator[tuple[str, str]]:
    for relation, label in RELATION_LABELS.items():
        for target in clause.targets(relation):
            titles = [version.title for version in library.versions(target)]
            yield label, f"{target} {titles[-1]}" if titles else target


def _lists(clause: Clause) -> Iterator[tuple[str, Sequence[str]]]:
    rule = clause.kind is ClauseKind.RULE
    yield ("Violating examples" if rule else "Applies"), clause.violating_examples
    yield ("Compliant examples" if rule else "Does not apply"), clause.compliant_examples
    if clause.teaching:
        yield "Why", (clause.teaching.why,) if clause.teaching.why else ()
        yield "How to fix", clause.teaching.fix
        yield "Appeal evidence", clause.teaching.appeal_evidence
    yield "Translations", [_translation(clause, one) for one in clause.translations]


def _translation(clause: Clause, translation: Translation) -> str:
    stale = "" if translation.of == clause.words_digest else " (of earlier words: letters leave it out)"
    return f"{translation.language}: {translation.title}{stale}"


def period(one: Clause | PolicyDocument) -> str:
    match one.effective_from, one.effective_to:
        case None, None:
            return "always"
        case begin, None:
            return f"from {begin}"
        case None, end:
            return f"until {end}"
        case begin, end:
            return f"{begin} to {end}"


def markets(one: Clause | PolicyDocument) -> str:
    return ", ".join(sorted(one.markets)) or "all markets"
