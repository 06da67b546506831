"""`clausewise policies show`: a clause in full, or the clauses of a policy."""

from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import report_errors
from cli.input.options import AsJson, AsOf, Market, Policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.clause import Clause
    from domain.policy import PolicyDocument
    from policies.library import Library


def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="The id of a clause, such as HLT-2.1, or of a policy.")],
    as_of: AsOf = None,
    market: Market = None,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Show a clause with its text, examples and versions, or the clauses of a policy.

    With **--json**, each clause is one line, as `clausewise schema clause` describes it.
    """
    with report_errors():
        from cli.input.policy_source import load_unchecked
        from cli.views.console import echo_json_lines, out, print_table, text_width
        from cli.views.policy_view import clause_table, clause_view

        library = load_unchecked(policies)
        market = market and market.upper()
        library.require_market(market)
        versions = library.versions(name) or library.versions(name.upper())
        if versions:
            found = _version_in_force(name, [(version,) for version in versions], as_of, market)
        else:
            documents = [document.clauses for document in _documents(library, name)]
            found = _version_in_force(name, documents, as_of, market)
        if as_json:
            echo_json_lines(found)
        elif versions:
            out.print(clause_view(found[0], versions, library), width=text_width(out))
        else:
            print_table(clause_table(found))


def _documents(library: "Library", name: str) -> "tuple[PolicyDocument, ...]":
    from domain.errors import InputError

    found = tuple(document for document in library.documents if document.id == name.lower() or document.id == name)
    if found:
        return found
    ids = (*(clause.id for clause in library.clauses), *(document.id for document in library.documents))
    by_folded_id = {one.casefold(): one for one in ids}
    similar = [by_folded_id[folded] for folded in get_close_matches(name.casefold(), by_folded_id, n=3)]
    suggestion = f" (did you mean {' or '.join(similar)}?)" if similar else ""
    raise InputError(f'no clause or policy has the id "{name}"{suggestion}: see clausewise policies list')


def _version_in_force(
    name: str, versions: "Sequence[tuple[Clause, ...]]", as_of: date | None, market: str | None
) -> "tuple[Clause, ...]":
    """The version in force on that day (None: today) in that market (None: any); each version is given by its clauses.
    If neither is given and none is in force today, the latest version."""
    from domain.errors import InputError

    on = as_of or datetime.now(UTC).date()
    found = next((clauses for clauses in versions if _is_in_force(clauses, on, market)), None)
    if found is None and as_of is None and market is None:
        return versions[-1]
    if found is None:
        where = f" in {market}" if market else ""
        raise InputError(f"{name} is not in force on {on}{where}: omit --as-of and --market to see when it is")
    return found


def _is_in_force(clauses: "tuple[Clause, ...]", on: date, market: str | None) -> bool:
    return any(c.in_force(on, place) for c in clauses for place in ((market,) if market else (None, *c.markets)))
