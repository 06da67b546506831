"""`clausewise policies vocabulary` and `glossary`: what checks may read, and what the policies' words mean."""

from typing import TYPE_CHECKING

from cli.errors import edge
from cli.input.corpus import written
from cli.input.options import Policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.library import Library

HEAD = ("Value", "Type", "Unit", "Read by", "Meaning")


def vocabulary(policies: Policies = None) -> None:
    """List what a check may read, with types and units, and which clauses read it."""
    with edge():
        from cli.views.console import print_rows
        from cli.views.layout import table

        print_rows(table(HEAD, _values(written(policies))))


def glossary(policies: Policies = None) -> None:
    """List the terms that the policies define or explain, in order of the alphabet."""
    with edge():
        from cli.views.console import print_rows
        from cli.views.layout import table

        rows = sorted(_terms(written(policies)), key=lambda row: row[0].casefold())
        print_rows(table(("Term", "Also", "See", "Meaning"), rows))


def _values(library: "Library") -> "Iterator[tuple[str, ...]]":
    from policies.checks.declared_values import measured
    from policies.parsing.vocabulary import BUILT_IN

    readers: dict[str, dict[str, None]] = {}
    for clause in library.clauses:
        for name in measured(clause):
            readers.setdefault(name, {})[clause.id] = None
    declared = {**(library.vocabulary or {}), **BUILT_IN}
    for name, quantity in declared.items():
        yield name, quantity.type, quantity.unit or "", ", ".join(readers.get(name, ())), quantity.meaning
    for name in readers.keys() - declared.keys():
        yield name, "", "", ", ".join(readers[name]), "not declared"


def _terms(library: "Library") -> "Iterator[tuple[str, str, str, str]]":
    """The definitions of today's versions, the latest of each, and the entries of the glossary."""
    from domain.clause import ClauseKind

    for clause in {c.id: c for c in library.clauses if c.kind is ClauseKind.DEFINITION}.values():
        yield clause.title, "", clause.id, clause.text.replace("\n", " ")
    for term, entry in library.glossary.items():
        yield term, ", ".join(entry.also), entry.see or "", entry.meaning
