"""`clausewise policies vocabulary` and `glossary`: the values that checks read, and the terms that policies define."""

from typing import TYPE_CHECKING

from cli.errors import report_errors
from cli.input.options import AsJsonLines, Policies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from policies.library import Library

VALUE_FIELDS = ("value", "type", "unit", "clauses", "meaning")
TERM_FIELDS = ("term", "synonyms", "see", "meaning")
LISTED = ("clauses", "synonyms")


def vocabulary(policies: Policies = None, as_json: AsJsonLines = False) -> None:
    """List the values that checks may read, with types and units, and the clauses that read them."""
    with report_errors():
        from cli.input.policy_source import load_unchecked
        from cli.views.console import echo_json_lines, print_table, table

        rows = list(_variables(load_unchecked(policies)))
        if as_json:
            echo_json_lines(_fields(VALUE_FIELDS, row) for row in rows)
        else:
            print_table(table(("Value", "Type", "Unit", "Clauses", "Meaning"), rows))


def glossary(policies: Policies = None, as_json: AsJsonLines = False) -> None:
    """List the terms that the policies define or explain, in alphabetical order."""
    with report_errors():
        from cli.input.policy_source import load_unchecked
        from cli.views.console import echo_json_lines, print_table, table

        rows = sorted(_terms(load_unchecked(policies)), key=lambda row: row[0].casefold())
        if as_json:
            echo_json_lines(_fields(TERM_FIELDS, row) for row in rows)
        else:
            print_table(table(("Term", "Synonyms", "See", "Meaning"), rows))


def _fields(names: tuple[str, ...], row: tuple[str, ...]) -> dict[str, str | list[str]]:
    """By name; what a cell lists is a list."""
    cells = zip(names, row, strict=True)
    return {name: [part for part in cell.split(", ") if part] if name in LISTED else cell for name, cell in cells}


def _variables(library: "Library") -> "Iterator[tuple[str, ...]]":
    from policies.checks.variables import clause_variables
    from policies.vocabulary import BUILT_IN_VARIABLES

    readers: dict[str, dict[str, None]] = {}
    for clause in library.clauses:
        for name in clause_variables(clause):
            readers.setdefault(name, {})[clause.id] = None
    declared = {**(library.vocabulary or {}), **BUILT_IN_VARIABLES}
    for name, variable in declared.items():
        yield name, variable.type, variable.unit or "", ", ".join(readers.get(name, ())), variable.meaning
    for name in readers.keys() - declared.keys():
        yield name, "", "", ", ".join(readers[name]), "not declared"


def _terms(library: "Library") -> "Iterator[tuple[str, str, str, str]]":
    """The latest version of each definition, and the entries of the glossary."""
    from domain.clause import ClauseKind

    for clause in {c.id: c for c in library.clauses if c.kind is ClauseKind.DEFINITION}.values():
        yield clause.title, "", clause.id, clause.text.replace("\n", " ")
    for term, entry in library.glossary.items():
        yield term, ", ".join(entry.synonyms), entry.see or "", entry.meaning
