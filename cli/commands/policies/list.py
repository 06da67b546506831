"""`clausewise policies list`: the policies of a corpus in a table."""

from typing import TYPE_CHECKING

from cli.errors import report_errors
from cli.input.options import AsJsonLines, Policies

if TYPE_CHECKING:
    from domain.policy import PolicyDocument


def list_policies(policies: Policies = None, as_json: AsJsonLines = False) -> None:
    """List the policies with their versions, dates, markets and number of clauses."""
    with report_errors():
        from cli.input.policy_source import load_unchecked
        from cli.views.console import echo_json_lines, print_table
        from cli.views.policy_view import document_table

        documents = load_unchecked(policies).documents
        if as_json:
            echo_json_lines(map(_values, documents))
        else:
            print_table(document_table(documents))


def _values(document: "PolicyDocument") -> "dict[str, object]":
    values = document.model_dump(include={"id", "title", "version", "subject", "effective_from", "effective_to"})
    return {**values, "markets": sorted(document.markets), "clauses": len(document.clauses)}
