"""`clausewise policies`: the corpus checked, listed, and shown clause by clause."""

from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.policies.diff import diff
from cli.commands.policies.import_policy import import_policy
from cli.commands.policies.lint import lint
from cli.commands.policies.replay import replay
from cli.commands.policies.vocabulary import glossary, vocabulary
from cli.errors import BAD_INPUT, edge
from cli.input.corpus import written
from cli.input.options import AsOf, Market, Policies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from domain.clause import Clause
    from domain.policy import PolicyDocument
    from policies.library import Library

app = typer.Typer(no_args_is_help=True, help="Check, list and show the policies.")
app.command()(vocabulary)
app.command()(glossary)
app.command()(lint)
app.command()(diff)
app.command()(replay)
app.command("import")(import_policy)


@app.command()
def check(policies: Policies = None) -> None:
    """Look for what is wrong in a corpus; exit code 2 where there is an error."""
    with edge():
        from agent.settings import read_settings
        from cli.views.console import out
        from cli.views.layout import count
        from cli.views.lint_view import COLOURS, shown
        from policies.checks.check import check_library
        from policies.checks.problem import Level
        from policies.parsing.source_locations import read_places

        library = written(policies)
        problems = check_library(library)
        places = read_places(read_settings(policies=policies).policies)
        for problem in problems:
            line = f"{shown(places, problem)}: {problem}"
            out.print(line, style=COLOURS[problem.level], markup=False, soft_wrap=True)
        errors = sum(problem.level is Level.ERROR for problem in problems)
        out.print(
            f"{library.name}: {count(len({d.id for d in library.documents}), 'policy', 'policies')}, "
            f"{count(len(library.clauses), 'clause')}, {count(errors, 'error')}, "
            f"{count(len(problems) - errors, 'warning')}; fingerprint {library.fingerprint[:12]}",
            markup=False,
            soft_wrap=True,
        )
        if errors:
            raise typer.Exit(BAD_INPUT)


@app.command("list")
def list_(policies: Policies = None) -> None:
    """List the policies with their versions, periods, markets and clauses."""
    with edge():
        from cli.views.console import print_rows
        from cli.views.policy_view import document_table

        print_rows(document_table(written(policies).documents))


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="A clause, such as HLT-2.1, or a policy.")],
    as_of: AsOf = None,
    market: Market = None,
    policies: Policies = None,
) -> None:
    """Show a clause with its words, examples and versions, or a policy's clauses."""
    with edge():
        from cli.views.console import out, print_rows, text_width
        from cli.views.policy_view import clause_table, clause_view

        library = written(policies)
        market = market and market.upper()
        library.require_market(market)
        versions = library.versions(name) or library.versions(name.upper())
        if versions:
            (clause,) = _chosen(name, [(version,) for version in versions], as_of, market)
            out.print(clause_view(clause, versions, library), width=text_width(out))
        else:
            clauses = _chosen(name, [document.clauses for document in _documents(library, name)], as_of, market)
            print_rows(clause_table(clauses))


def _documents(library: "Library", name: str) -> "tuple[PolicyDocument, ...]":
    from domain.errors import InputError

    found = tuple(document for document in library.documents if document.id == name.lower() or document.id == name)
    if found:
        return found
    known = {
        known.casefold(): known for known in (*(c.id for c in library.clauses), *(d.id for d in library.documents))
    }
    near = [known[folded] for folded in get_close_matches(name.casefold(), known, n=3)]
    meant = f" (did you mean {' or '.join(near)}?)" if near else ""
    raise InputError(f'no clause and no policy is called "{name}"{meant}: see clausewise policies list')


def _chosen(
    name: str, versions: "Sequence[tuple[Clause, ...]]", as_of: date | None, market: str | None
) -> "tuple[Clause, ...]":
    """The version in force on that day (None: today) in that market (None: in any), each version given by its clauses;
    where nothing was asked for and none is in force today, the latest."""
    from domain.errors import InputError

    on = as_of or datetime.now(UTC).date()
    found = next((clauses for clauses in versions if _binds(clauses, on, market)), None)
    if found is None and as_of is None and market is None:
        return versions[-1]
    if found is None:
        where = f" in {market}" if market else ""
        raise InputError(f"{name} is not in force on {on}{where}: leave out --as-of and --market to see when it is")
    return found


def _binds(clauses: "tuple[Clause, ...]", on: date, market: str | None) -> bool:
    return any(c.in_force(on, place) for c in clauses for place in ((market,) if market else (None, *c.markets)))
